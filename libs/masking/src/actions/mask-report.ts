/** What was found and done: kinds, counts and positions, never values. */
import type { Finding } from '../detector.js';
import type { DetectorFailure } from '../engine/scanner.js';

/** Positions told of one text; all are counted. */
const positionsMax = 1_000;

export interface MaskReport {
  readonly counts: Readonly<Record<string, number>>;
  /** Offsets in the text as it came, in UTF-16 units. */
  readonly positions: readonly Finding[];
  /** The kind whose action ended the text. */
  readonly blockedBy?: string;
  readonly failures: readonly DetectorFailure[];
}

export class MaskReporter {
  /** Placeholders given out, with what they stand for: to be sealed, and nothing else. */
  readonly tokens = new Map<string, string>();
  blockedBy: string | undefined;
  private readonly counts = new Map<string, number>();
  private readonly positions: Finding[] = [];
  private readonly failures: DetectorFailure[] = [];

  found(finding: Finding): void {
    this.counts.set(finding.kind, (this.counts.get(finding.kind) ?? 0) + 1);
    if (this.positions.length < positionsMax) this.positions.push(finding);
  }

  failed(failure: DetectorFailure): void {
    if (!this.failures.includes(failure)) this.failures.push(failure);
  }

  report(): MaskReport {
    return {
      counts: Object.fromEntries(this.counts),
      positions: [...this.positions],
      failures: [...this.failures],
      ...(this.blockedBy === undefined ? {} : { blockedBy: this.blockedBy }),
    };
  }
}
