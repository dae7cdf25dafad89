/** The sessions that this replica serves now: who they belong to, what runs in them, when they end. */
import type { Envelope, SessionBasis } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';

import type { SealedValues } from './masking/sealed-values.js';

/** The envelope of an event, without what the recorder fills in. */
export type EnvelopeDraft = Omit<Envelope, 'id' | 'timeUs' | 'schemaVersion' | 'producer'>;

export interface LiveSession {
  readonly id: string;
  /** Whose it is: issuer, subject and agent. */
  readonly owner: string;
  readonly basis: SessionBasis;
  readonly startedMs: number;
  lastSeenMs: number;
  requests: number;
  open: number;
  /** Of the first request: who and from where. */
  readonly envelope: EnvelopeDraft;
  /** Digests of caller details that were sent with an event of this session already. */
  readonly callerDigests: Set<string>;
  /** Values behind the placeholders that its requests were given; gone with the session. */
  values: SealedValues | undefined;
}

/** A session moves to the end of the table at most this often: the order need not be finer to find an unused one. */
const reorderMs = 1_000;

/** Sessions of one owner: far more than anybody works in at once, and a twentieth of what a replica remembers. */
export const sessionsPerOwnerMax = 1_000;

/**
 * A bounded table in the order of last use. Pure: it says what began and what ended, the caller records it.
 * Who opens many sessions ends his own, not those of others.
 */
export class LiveSessions {
  readonly #sessions = new Map<string, LiveSession>();
  /** The same by owner, also in the order of last use. */
  readonly #owned = new Map<string, Set<LiveSession>>();

  constructor(
    private readonly sessionsMax: number,
    private readonly perOwnerMax: number = sessionsPerOwnerMax,
  ) {}

  get size(): number {
    return this.#sessions.size;
  }

  /** All of them, the longest unused first. */
  list(): Iterable<LiveSession> {
    return this.#sessions.values();
  }

  find(id: string): LiveSession | undefined {
    return this.#sessions.get(id);
  }

  /** Notes a request in a known session. */
  touch(session: LiveSession, nowMs: number): void {
    if (nowMs - session.lastSeenMs > reorderMs && this.#remove(session)) this.#add(session);
    session.lastSeenMs = nowMs;
    session.requests++;
    session.open++;
  }

  /** Opens a session. Gives back the one that had to go to keep the table bounded, if any. */
  open(
    id: string,
    owner: string,
    envelope: EnvelopeDraft,
    nowMs: number,
  ): { session: LiveSession; evicted: LiveSession | undefined } {
    const evicted = this.#evictFor(owner);
    const session: LiveSession = {
      id,
      owner,
      basis: envelope.sessionBasis,
      startedMs: nowMs,
      lastSeenMs: nowMs,
      requests: 0,
      open: 0,
      envelope,
      callerDigests: new Set(),
      values: undefined,
    };
    this.#add(session);
    return { session, evicted };
  }

  /** A request of the session is over. */
  leave(session: LiveSession, nowMs: number): void {
    session.open--;
    session.lastSeenMs = nowMs;
  }

  /** Forgets a session, when its beginning could not be recorded. */
  forget(session: LiveSession): void {
    this.#remove(session);
  }

  /** Takes out the sessions that nobody has used for `idleMs`; those with requests in flight stay. */
  takeIdle(nowMs: number, idleMs: number): LiveSession[] {
    const idle = [...this.#sessions.values()].filter(
      (session) => session.open === 0 && nowMs - session.lastSeenMs >= idleMs,
    );
    for (const session of idle) this.#remove(session);
    return idle;
  }

  /** Takes out all of them, for a stop. */
  takeAll(): LiveSession[] {
    const all = [...this.#sessions.values()];
    this.#sessions.clear();
    this.#owned.clear();
    return all;
  }

  /** Makes room for one more session of an owner: out of his own if he has any that is unused. */
  #evictFor(owner: string): LiveSession | undefined {
    const own = this.#owned.get(owner);
    const isFull = this.#sessions.size >= this.sessionsMax;
    if (!isFull && (own?.size ?? 0) < this.perOwnerMax) return undefined;
    const gone = unused(own ?? []) ?? (isFull ? unused(this.#sessions.values()) : undefined);
    if (gone !== undefined) this.#remove(gone);
    return gone;
  }

  #add(session: LiveSession): void {
    this.#sessions.set(session.id, session);
    const own = this.#owned.get(session.owner);
    if (own === undefined) this.#owned.set(session.owner, new Set([session]));
    else own.add(session);
  }

  /** False when it was not there any more. */
  #remove(session: LiveSession): boolean {
    if (this.#sessions.get(session.id) !== session) return false;
    this.#sessions.delete(session.id);
    const own = this.#owned.get(session.owner);
    own?.delete(session);
    if (own?.size === 0) this.#owned.delete(session.owner);
    return true;
  }
}

/** The longest unused of them; those with requests in flight stay. */
function unused(sessions: Iterable<LiveSession>): LiveSession | undefined {
  for (const session of sessions) if (session.open === 0) return session;
  return undefined;
}
