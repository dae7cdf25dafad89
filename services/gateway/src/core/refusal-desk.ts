/** Makes events of refused requests: with the caller's session when there is one, by source network when there is not. */
import { SessionBasis, type Source } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import type { Operation } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import type {
  Claimed,
  HttpTarget,
  Verdict,
} from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { RefusalCode } from './error-table.js';
import { RefusalFolds } from './fold-refusals.js';
import type { EventDraft, Recorder } from './ports/recorder.js';
import type { Prospect } from './session-desk.js';
import { sourceSessionId, windowStartMs } from './session-id.js';

export interface RefusalLimits {
  readonly refusalWindowMs: number;
  readonly refusalKindsMax: number;
  readonly refusalKindsPerCallerMax: number;
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
  readonly operation: Operation | undefined;
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
    // Of a source only its network and the code are told: no more kinds than codes.
    this.#anonymous = new RefusalFolds({ ...common, kindsPerGroupMax: limits.refusalKindsMax, atOnceMax: 1 });
    this.#callers = new RefusalFolds({
      ...common,
      kindsPerGroupMax: limits.refusalKindsPerCallerMax,
      atOnceMax: limits.refusalsAtOncePerCallerMax,
    });
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
   * A refusal of a verified caller. Like ones are folded after the first few: of one identity and code, on one connection,
   * for the same rule and reasons, of the same operation. What is alike is the caller's to choose, so that each caller has
   * room for some kinds; beyond, one event counts the rest and says only whose they are and with which code. Who is
   * refused is never told as somebody else.
   */
  caller(prospect: Prospect, refusal: CallerRefusal): void {
    const sample = (what: 'like' | 'mixed'): Sample =>
      callerSample(
        prospect,
        what === 'like'
          ? refusal
          : { ...refusal, target: undefined, verdict: undefined, operation: undefined },
      );
    const group = `${refusal.code} ${prospect.owner}`;
    if (this.#callers.note(likeness(prospect, refusal), group, refusal.nowMs, sample)) {
      this.#record(sample('like')(1, refusal.nowMs * 1000));
    }
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

/** Equal for refusals that one event can stand for. */
function likeness(
  { owner, envelope }: Prospect,
  { code, target, verdict, operation }: CallerRefusal,
): string {
  return JSON.stringify([
    ...[code, owner, envelope.connection, target?.method, target?.path, verdict?.rule, verdict?.reasons],
    ...[operation?.kinds, operation?.model, operation?.graphs, operation?.collections],
    ...[operation?.toolsOffered, operation?.toolsCalled, operation?.unreadable],
  ]);
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

function callerSample(prospect: Prospect, refusal: CallerRefusal): Sample {
  const { code, status, requestId, target, verdict, operation, claimed } = refusal;
  return (count, firstUs) => ({
    envelope: prospect.envelope,
    body: {
      $case: 'requestRefused',
      value: { requestId, status, code, target, verdict, operation, claimed, count, firstUs },
    },
    // Its session may not be live, and then no other event brings them.
    payloads: [prospect.record.details],
  });
}
