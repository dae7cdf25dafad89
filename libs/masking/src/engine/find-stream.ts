/** Findings of a text that arrives in pieces: the same, for any split, as those of the whole. */
import type { Finding } from '../detector.js';
import { UNCHECKED, type Engine } from './compile-detectors.js';
import { NO_FIELD, type FieldName } from './field-names.js';
import { contextBeforeMax } from './context.js';
import { resolve, type RankOf } from './resolve.js';
import { Scanner } from './scanner.js';
import type { DetectorFailure } from './trials.js';

export interface Settled {
  /** Offsets in the stream, in order, without overlaps; none is told twice. */
  readonly findings: readonly Finding[];
  /** Units of the stream about which all is known. */
  readonly settledTo: number;
  /** From now on all is one finding of kind `unchecked`, that begins where the last `settledTo` was. */
  readonly failure?: DetectorFailure;
}

/** Units kept behind what is settled: what patterns and context words look back at, twice, so that it is rarely cut. */
const rememberedUnits = 2 * contextBeforeMax;
const NO_FINDINGS: readonly Finding[] = [];

export class FindStream {
  private readonly scanner: Scanner;
  /** Half of a pair, waiting for the other. */
  private half = '';
  private received = 0;
  private settledTo = 0;
  private dropped = 0;

  constructor(
    engine: Engine,
    field: FieldName = NO_FIELD,
    private readonly rankOf?: RankOf,
  ) {
    this.scanner = new Scanner(engine, field);
  }

  push(delta: string): Settled {
    return this.advance(delta, false);
  }

  /** Nothing follows. */
  end(): Settled {
    return this.advance('', true);
  }

  private advance(delta: string, isFinal: boolean): Settled {
    const { scanner } = this;
    let more = this.half + delta;
    this.half = '';
    const last = more.charCodeAt(more.length - 1);
    if (!isFinal && (last & 0xfc00) === 0xd800) {
      this.half = more.slice(-1);
      more = more.slice(0, -1);
    }
    this.received += more.length;
    const wasWhole = scanner.trials.failure === undefined;
    if (wasWhole) scanner.advance(more, isFinal);
    if (scanner.trials.failure !== undefined) {
      const start = this.settledTo;
      this.settledTo = this.received;
      const unchecked = { kind: UNCHECKED, start, end: this.received, score: 1 };
      return {
        findings: wasWhole ? [unchecked] : [],
        settledTo: this.received,
        failure: scanner.trials.failure,
      };
    }
    if (scanner.trials.candidates.length === 0) return this.settled(NO_FINDINGS, scanner.at);
    const { findings, open, settledTo } = resolve(
      scanner.trials.candidates,
      scanner.at,
      scanner.text,
      this.rankOf,
    );
    scanner.trials.candidates = [...open];
    const { dropped } = this;
    const told =
      dropped === 0
        ? findings
        : findings.map((one) => ({ ...one, start: one.start + dropped, end: one.end + dropped }));
    return this.settled(told, settledTo);
  }

  private settled(findings: readonly Finding[], settledTo: number): Settled {
    const { scanner } = this;
    this.settledTo = settledTo + this.dropped;
    const excess = scanner.forget(settledTo, rememberedUnits);
    this.dropped += excess;
    if (excess > 0)
      scanner.trials.candidates = scanner.trials.candidates.map((one) => ({
        ...one,
        start: one.start - excess,
        end: one.end - excess,
      }));
    return { findings, settledTo: this.settledTo };
  }
}
