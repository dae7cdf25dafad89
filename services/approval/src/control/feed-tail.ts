/** Follows the feed once for all gateways of this replica: each new statement is read once and signed once. */
import { setTimeout as pause } from 'node:timers/promises';
import { signStatement } from '@sallyport/control/statement/sign-statement';
import type { Part } from '@sallyport/service-kit/service/service-definition';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { StatementBody } from '../core/statement.js';
import { feedIdleMs, feedRowsPerRead, signaturesKept } from '../limits.js';
import { readFeed, readHead } from '../store/read-feed.js';
import type { FeedHead, FeedRow } from '../store/read-feed.js';
import type { Wake } from '../store/wake.js';
import type { SigningKeys } from './signing-keys.js';

const RETRY_MS = 200;

export interface SignedRow {
  readonly sequence: number;
  readonly kind: StatementBody['$case'];
  readonly jws: string;
}

export interface FeedTailOptions {
  readonly database: DataSource;
  readonly wake: Wake;
  readonly keys: SigningKeys;
  readonly log: Logger;
}

/** No key signs: nothing can be stated. */
export class NoSigningKeyError extends Error {
  override readonly name = 'NoSigningKeyError';
}

export class FeedTail implements Part {
  readonly name = 'control feed';
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private known: FeedHead | undefined;
  /** The latest statements, without gaps, up to the known head. */
  private rows: SignedRow[] = [];
  private looks = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly options: FeedTailOptions) {}

  async start(): Promise<void> {
    this.known = await readHead(this.options.database);
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.ring();
  }

  /** As of the latest look. */
  get head(): FeedHead {
    if (this.known === undefined) throw new TypeError('the feed is not started');
    return this.known;
  }

  /** Counts the looks that the database answered: while it rises, what was sent is all there is. */
  get lookCount(): number {
    return this.looks;
  }

  /** Resolves after the next look that found something, or after `idleMs`. */
  next(idleMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, idleMs);
      signal.addEventListener('abort', done, { once: true });
      this.waiting.add(done);
    });
  }

  /** Statements behind a position, the next of them first: from memory, or for one that is far behind from the database. */
  async after(sequence: number): Promise<readonly SignedRow[]> {
    const first = this.rows[0]?.sequence ?? this.head.sequence + 1;
    if (sequence + 1 >= first) return this.rows.slice(Math.max(0, sequence + 1 - first));
    const rows = await readFeed(this.options.database, sequence, feedRowsPerRead);
    return this.sign(rows, this.head.epoch);
  }

  async sign(rows: readonly FeedRow[], epoch: string): Promise<readonly SignedRow[]> {
    const signer = this.options.keys.current();
    if (signer === undefined) throw new NoSigningKeyError('no key signs at this time');
    return Promise.all(
      rows.map(async ({ sequence, timeUs, body }) => ({
        ...{ sequence, kind: body.$case },
        jws: await signStatement({ epoch, sequence, timeUs, body }, signer),
      })),
    );
  }

  private ring(): void {
    for (const wake of [...this.waiting]) wake();
  }

  private async run(): Promise<void> {
    const { log, wake } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const more = await this.look();
        if (!more) await wake.next(feedIdleMs, signal);
      } catch (err) {
        log.warn({ err }, 'the control feed could not be read; trying again');
        await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** True when more is waiting. */
  private async look(): Promise<boolean> {
    const { database } = this.options;
    const head = await readHead(database);
    const before = this.head;
    if (head.epoch !== before.epoch || head.sequence < before.sequence) {
      this.rows = [];
      this.known = head;
      this.looks += 1;
      this.ring();
      return false;
    }
    const found = await readFeed(database, before.sequence, feedRowsPerRead);
    const signed = await this.sign(found, head.epoch);
    this.rows = [...this.rows, ...signed].slice(-signaturesKept);
    const last = signed.at(-1)?.sequence ?? before.sequence;
    this.known = { ...head, sequence: last };
    this.looks += 1;
    if (signed.length > 0) this.ring();
    return found.length === feedRowsPerRead;
  }
}
