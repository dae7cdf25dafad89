/** What was found and done: kinds, actions, counts and positions, never values. */
import type { Finding } from '../detector.js';
import type { DetectorFailure } from '../engine/scanner.js';
import type { Action } from './action.js';

/** Positions told of one text; all are counted. */
const positionsMax = 1_000;

/** What was done to a find in what is sent on; `record`: only what is recorded is masked; `report`: neither is. */
export type MaskedAction = Action['kind'] | 'record';

export interface MaskedCount {
  readonly kind: string;
  readonly action: MaskedAction;
  readonly count: number;
}

/** Offsets in the text as it came, in UTF-16 units. */
export interface MaskedPosition {
  readonly kind: string;
  readonly action: MaskedAction;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

export interface MaskReport {
  /** One entry for each kind and action, in the order in which they were met. */
  readonly counts: readonly MaskedCount[];
  readonly positions: readonly MaskedPosition[];
  /** The kind whose action ended the text. */
  readonly blockedBy?: string;
  readonly failures: readonly DetectorFailure[];
}

export class MaskReporter {
  /** Placeholders given out, with what they stand for: to be sealed, and nothing else. */
  readonly tokens = new Map<string, string>();
  blockedBy: string | undefined;
  private readonly counts: { kind: string; action: MaskedAction; count: number }[] = [];
  private readonly positions: MaskedPosition[] = [];
  private readonly failures: DetectorFailure[] = [];

  found({ kind, score }: Finding, action: MaskedAction, start: number, end: number): void {
    this.count(kind, action);
    if (this.positions.length < positionsMax) this.positions.push({ kind, action, start, end, score });
  }

  /** What another find left nothing of: counted, and told of by the place of the other. */
  alsoFound(kind: string, action: MaskedAction): void {
    this.count(kind, action);
  }

  private count(kind: string, action: MaskedAction): void {
    const known = this.counts.find((one) => one.kind === kind && one.action === action);
    if (known === undefined) this.counts.push({ kind, action, count: 1 });
    else known.count++;
  }

  failed(failure: DetectorFailure): void {
    if (!this.failures.includes(failure)) this.failures.push(failure);
  }

  report(): MaskReport {
    return {
      counts: this.counts.map((one) => ({ ...one })),
      positions: [...this.positions],
      failures: [...this.failures],
      ...(this.blockedBy === undefined ? {} : { blockedBy: this.blockedBy }),
    };
  }
}
