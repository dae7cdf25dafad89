/** The sessions that this replica serves now: who they belong to, what runs in them, when they end. */
import type { Envelope, SessionBasis } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';

/** The envelope of an event, without what the recorder fills in. */
export type EnvelopeDraft = Omit<Envelope, 'id' | 'timeUs' | 'schemaVersion' | 'producer'>;

export interface LiveSession {
  readonly id: string;
  readonly basis: SessionBasis;
  readonly startedMs: number;
  lastSeenMs: number;
  requests: number;
  open: number;
  /** Of the first request: who and from where. */
  readonly envelope: EnvelopeDraft;
  /** Digests of caller details that were sent with an event of this session already. */
  readonly callerDigests: Set<string>;
}

/** A session moves to the end of the table at most this often: the order need not be finer to find an unused one. */
const reorderMs = 1_000;

/**
 * A bounded table in the order of last use. Pure: it says what began and what ended, the caller records it.
 */
export class LiveSessions {
  readonly #sessions = new Map<string, LiveSession>();

  constructor(private readonly sessionsMax: number) {}

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
    if (nowMs - session.lastSeenMs > reorderMs && this.#sessions.delete(session.id)) {
      this.#sessions.set(session.id, session);
    }
    session.lastSeenMs = nowMs;
    session.requests++;
    session.open++;
  }

  /** Opens a session. Gives back the one that had to go to keep the table bounded, if any. */
  open(
    id: string,
    envelope: EnvelopeDraft,
    nowMs: number,
  ): { session: LiveSession; evicted: LiveSession | undefined } {
    const evicted = this.#sessions.size >= this.sessionsMax ? this.#evict() : undefined;
    const session: LiveSession = {
      id,
      basis: envelope.sessionBasis,
      startedMs: nowMs,
      lastSeenMs: nowMs,
      requests: 0,
      open: 0,
      envelope,
      callerDigests: new Set(),
    };
    this.#sessions.set(id, session);
    return { session, evicted };
  }

  /** A request of the session is over. */
  leave(session: LiveSession, nowMs: number): void {
    session.open--;
    session.lastSeenMs = nowMs;
  }

  /** Forgets a session, when its beginning could not be recorded. */
  forget(session: LiveSession): void {
    if (this.#sessions.get(session.id) === session) this.#sessions.delete(session.id);
  }

  /** Takes out the sessions that nobody has used for `idleMs`; those with requests in flight stay. */
  takeIdle(nowMs: number, idleMs: number): LiveSession[] {
    const idle = [...this.#sessions.values()].filter(
      (session) => session.open === 0 && nowMs - session.lastSeenMs >= idleMs,
    );
    for (const session of idle) this.#sessions.delete(session.id);
    return idle;
  }

  /** Takes out all of them, for a stop. */
  takeAll(): LiveSession[] {
    const all = [...this.#sessions.values()];
    this.#sessions.clear();
    return all;
  }

  #evict(): LiveSession | undefined {
    for (const session of this.#sessions.values()) {
      if (session.open > 0) continue;
      this.#sessions.delete(session.id);
      return session;
    }
    return undefined;
  }
}
