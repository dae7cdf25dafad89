/** Joins each request to its session: derives the id, opens the session on first sight, ends it when nobody uses it. */
import { SessionBasis, type Source } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import type { Payload } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import { SessionEndReason } from '@sallyport/contracts/generated/sallyport/events/v1/session';
import type { Caller } from '@sallyport/identity/caller';
import { recordedText } from '@sallyport/contracts/recorded-text';
import { recordCaller, type CallerRecord } from './caller-record.js';
import { LiveSessions, type EnvelopeDraft, type LiveSession } from './live-sessions.js';
import type { PolicyInForce } from './ports/policy-in-force.js';
import type { EventDraft, Recorder } from './ports/recorder.js';
import { namedSessionId, windowSessionId, windowStartMs } from './session-id.js';

/** As W3C Trace Context has it; anything else is nobody's trace, and could be anything. */
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?:-[0-9a-f-]{0,9})?$/;

export interface DeskLimits {
  readonly liveSessionsMax: number;
  readonly liveSessionsPerOwnerMax?: number;
  readonly callerDigestsPerSessionMax: number;
  readonly recordedGroupsBytesMax: number;
  readonly recordedSessionNameCharactersMax: number;
}

/** What the desk needs to know of a request. */
export interface JoiningRequest {
  readonly caller: Caller;
  readonly policy: Pick<PolicyInForce, 'version' | 'session' | 'recordedWords'>;
  readonly source: { readonly address: string; readonly network: string; readonly forwarded: boolean };
  /** `x-sallyport-session`, if it was sent. */
  readonly claimedSession: string | undefined;
  /** Empty when none was resolved. */
  readonly connection: string;
  /** LangGraph thread that the request's path names; empty where it names none. */
  readonly thread?: string;
  readonly traceparent: string;
  readonly tracestate: string;
  readonly nowMs: number;
}

/** Where a request belongs, before it is known whether it may pass: nothing is opened or recorded for it. */
export interface Prospect {
  /** Of every event of the request. */
  readonly envelope: EnvelopeDraft;
  /** Whose it is: issuer, subject and agent as one text. */
  readonly owner: string;
  readonly record: CallerRecord;
  /** Name of the session, if the client gave one that counts, or the thread it goes by. */
  readonly name: string | undefined;
  readonly nowMs: number;
  /** Short texts as events show them. */
  readonly words: (text: string) => string;
}

export interface Joined {
  readonly session: LiveSession;
  /** Of every event of the request. */
  readonly envelope: EnvelopeDraft;
  /** To send with the request's first event. */
  readonly payloads: readonly Payload[];
  /** Present when the session began with this request: settles with its event. */
  readonly started: Promise<void> | undefined;
}

/** What is worked out once per caller object: the verifier hands out the same object while a token is cached. */
interface CallerMemo {
  readonly owner: string;
  address: string;
  /** One object as long as it is true: recorders keep its encoded form by it. */
  source: Source;
  record: CallerRecord;
  windowStartMs: number;
  windowMs: number;
  windowId: string;
  name: string | undefined;
  nameId: string;
}

export class SessionDesk {
  readonly live: LiveSessions;
  readonly #memos = new WeakMap<Caller, CallerMemo>();

  constructor(
    private readonly recorder: Recorder,
    private readonly limits: DeskLimits,
    /** An event of its own accord could not be recorded. */
    private readonly lost: () => void,
    /** Random bytes of this start, for the digests of personal details. */
    private readonly secret: Uint8Array,
  ) {
    this.live = new LiveSessions(limits.liveSessionsMax, limits.liveSessionsPerOwnerMax);
  }

  /** Where a request belongs. A refused one leaves no more than that: no session is opened for it. */
  prospect(request: JoiningRequest): Prospect {
    const { policy, nowMs } = request;
    const memo = this.#memo(request);
    const name = policy.session.header ? request.claimedSession : undefined;
    const { thread = '' } = request;
    const basis =
      name !== undefined ? SessionBasis.HEADER : thread !== '' ? SessionBasis.THREAD : SessionBasis.WINDOW;
    const id =
      name !== undefined
        ? namedId(memo, request.caller, name)
        : thread !== ''
          ? // The same as of calls that name the thread as their session: those of the graph's own nodes.
            namedId(memo, request.caller, thread)
          : windowId(memo, request);
    const envelope: EnvelopeDraft = {
      session: id,
      sessionBasis: basis,
      identity: memo.record.identity,
      connection: request.connection,
      source: memo.source,
      traceparent: TRACEPARENT.test(request.traceparent) ? request.traceparent : '',
      tracestate: request.tracestate === '' ? '' : policy.recordedWords(request.tracestate),
      policyVersion: policy.version,
    };
    return {
      envelope,
      owner: memo.owner,
      record: memo.record,
      name: name ?? (thread === '' ? undefined : thread),
      nowMs,
      words: policy.recordedWords,
    };
  }

  /**
   * Joins a request that may pass to its session. The event of a new session is handed to the recorder before the
   * request's own, which must follow at once, so that both become durable in one commit. The request counts as open
   * until `leave`.
   */
  join({ envelope, owner, record, name, nowMs, words }: Prospect): Joined {
    const id = envelope.session;
    const known = this.live.find(id);
    if (known !== undefined) {
      this.live.touch(known, nowMs);
      return { session: known, envelope, payloads: this.#newDetails(known, record), started: undefined };
    }
    const { session, evicted } = this.live.open(id, owner, { ...envelope, connection: '' }, nowMs);
    if (evicted !== undefined) this.#end(evicted, SessionEndReason.IDLE);
    this.live.touch(session, nowMs);
    const claimed = recordedText(words(name ?? ''), this.limits.recordedSessionNameCharactersMax);
    const started = this.recorder.record({
      envelope: session.envelope,
      body: { $case: 'sessionStarted', value: { claimedSession: claimed } },
      payloads: this.#newDetails(session, record),
      timeUs: nowMs * 1000,
    });
    started.catch(() => this.live.forget(session));
    return { session, envelope, payloads: [], started };
  }

  leave(session: LiveSession, nowMs: number): void {
    this.live.leave(session, nowMs);
  }

  /** The details could not be recorded with their event: the next one of the session carries them again. */
  detailsLost(joined: Joined): void {
    for (const payload of joined.payloads)
      joined.session.callerDigests.delete(payload.sha256.toString('base64url'));
  }

  endIdle(nowMs: number, idleMs: number): void {
    for (const session of this.live.takeIdle(nowMs, idleMs)) this.#end(session, SessionEndReason.IDLE);
  }

  endAll(): void {
    for (const session of this.live.takeAll()) this.#end(session, SessionEndReason.REPLICA_STOPPED);
  }

  #end(session: LiveSession, reason: SessionEndReason): void {
    const draft: EventDraft = {
      envelope: session.envelope,
      body: { $case: 'sessionEnded', value: { reason, requests: session.requests } },
      payloads: [],
    };
    this.recorder.record(draft).catch(this.lost);
  }

  #memo(request: JoiningRequest): CallerMemo {
    const known = this.#memos.get(request.caller);
    const { address, network, forwarded } = request.source;
    if (known?.address === address && known.source.forwarded === forwarded) return known;
    const record = recordCaller(request.caller, address, this.limits.recordedGroupsBytesMax, this.secret);
    const { issuer, subject, agent } = request.caller;
    const memo: CallerMemo = known ?? {
      owner: JSON.stringify([issuer, subject, agent]),
      address,
      source: { network, forwarded },
      record,
      windowStartMs: -1,
      windowMs: -1,
      windowId: '',
      name: undefined,
      nameId: '',
    };
    memo.address = address;
    memo.source = { network, forwarded };
    memo.record = record;
    this.#memos.set(request.caller, memo);
    return memo;
  }

  #newDetails(session: LiveSession, record: CallerRecord): readonly Payload[] {
    const sent = session.callerDigests;
    if (sent.has(record.digest)) return noPayloads;
    if (sent.size >= this.limits.callerDigestsPerSessionMax) {
      for (const oldest of sent) {
        sent.delete(oldest);
        break;
      }
    }
    sent.add(record.digest);
    return [record.details];
  }
}

const noPayloads: readonly Payload[] = [];

function namedId(memo: CallerMemo, caller: Caller, name: string): string {
  if (memo.name !== name) {
    memo.nameId = namedSessionId(caller, name);
    memo.name = name;
  }
  return memo.nameId;
}

function windowId(memo: CallerMemo, request: JoiningRequest): string {
  const { windowMs } = request.policy.session;
  const startMs = windowStartMs(request.nowMs, windowMs);
  if (memo.windowStartMs !== startMs || memo.windowMs !== windowMs) {
    memo.windowId = windowSessionId(request.caller, startMs, windowMs);
    memo.windowStartMs = startMs;
    memo.windowMs = windowMs;
  }
  return memo.windowId;
}
