/** Makes events of refused requests: with the caller's session when there is one, by source network when there is not. */
import { SessionBasis, type Source } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import type {
  Claimed,
  HttpTarget,
  Verdict,
} from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { RefusalCode } from './error-table.js';
import { RefusalFolds } from './fold-refusals.js';
import type { EventDraft, Recorder } from './ports/recorder.js';
import type { Joined } from './session-desk.js';
import { sourceSessionId, windowStartMs } from './session-id.js';

export interface RefusalLimits {
  readonly refusalWindowMs: number;
  readonly refusalKindsMax: number;
  readonly refusalsAtOncePerCallerMax: number;
}

/** Refusals without identity are gathered in one session per source network and half hour. */
const sourceWindowMs = 1_800_000;

export interface AnonymousRefusal {
  readonly code: RefusalCode;
  readonly status: number;
  readonly requestId: string;
  readonly claimedIssuer: string;
  readonly source: Source;
  readonly policyVersion: string;
  readonly nowMs: number;
}

export interface CallerRefusal {
  readonly code: RefusalCode;
  readonly status: number;
  readonly requestId: string;
  readonly target: HttpTarget | undefined;
  readonly verdict: Verdict | undefined;
  readonly claimed: Claimed;
  readonly nowMs: number;
}

/** A draft that still lacks how often and since when. */
type Sample = (count: number, firstUs: number) => EventDraft;

export class RefusalDesk {
  readonly #anonymous: RefusalFolds<Sample>;
  readonly #callers: RefusalFolds<Sample>;

  constructor(
    private readonly recorder: Recorder,
    limits: RefusalLimits,
    /** An event of its own accord could not be recorded. */
    private readonly lost: () => void,
  ) {
    const common = { windowMs: limits.refusalWindowMs, kindsMax: limits.refusalKindsMax };
    this.#anonymous = new RefusalFolds({ ...common, atOnceMax: 1 });
    this.#callers = new RefusalFolds({ ...common, atOnceMax: limits.refusalsAtOncePerCallerMax });
  }

  /** A refusal before the caller was known: at most one event per network and code in a window, then their count. */
  anonymous(refusal: AnonymousRefusal): void {
    const key = `${refusal.code} ${refusal.source.network}`;
    const sample = (): Sample => anonymousSample(refusal);
    if (this.#anonymous.note(key, refusal.code, refusal.nowMs, sample)) {
      this.#record(sample()(1, refusal.nowMs * 1000));
    }
  }

  /**
   * A refusal of a verified caller. Like ones (session, code, connection, method, path) are folded after the first few.
   * False when it was folded: its payloads were not written.
   */
  caller(joined: Joined, refusal: CallerRefusal): boolean {
    const { session, connection } = joined.envelope;
    const key = `${session} ${refusal.code} ${connection} ${refusal.target?.method ?? ''} ${refusal.target?.path ?? ''}`;
    const sample = (): Sample => callerSample(joined, refusal);
    if (!this.#callers.note(key, `${session} ${refusal.code}`, refusal.nowMs, sample)) return false;
    this.#record({ ...sample()(1, refusal.nowMs * 1000), payloads: joined.payloads });
    return true;
  }

  /** Writes the counts of the windows that are over; of all of them for a stop. */
  sweep(nowMs: number, all = false): void {
    for (const folds of [this.#anonymous, this.#callers]) {
      for (const fold of folds.sweep(nowMs, all)) this.#record(fold.sample(fold.count, fold.firstUs));
    }
  }

  #record(draft: EventDraft): void {
    this.recorder.record(draft).catch(this.lost);
  }
}

function anonymousSample(refusal: AnonymousRefusal): Sample {
  const { code, status, requestId, claimedIssuer, source, policyVersion, nowMs } = refusal;
  return (count, firstUs) => ({
    envelope: {
      session: sourceSessionId(source.network, windowStartMs(nowMs, sourceWindowMs)),
      sessionBasis: SessionBasis.SOURCE,
      identity: undefined,
      connection: '',
      source,
      traceparent: '',
      tracestate: '',
      policyVersion,
    },
    body: {
      $case: 'authenticationRefused',
      value: { code, claimedIssuer, count, firstUs, requestId, status },
    },
    payloads: [],
  });
}

function callerSample(joined: Joined, refusal: CallerRefusal): Sample {
  const { code, status, requestId, target, verdict, claimed } = refusal;
  return (count, firstUs) => ({
    envelope: joined.envelope,
    body: {
      $case: 'requestRefused',
      value: { requestId, status, code, target, verdict, claimed, count, firstUs },
    },
    payloads: [],
  });
}
