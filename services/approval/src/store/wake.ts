/** Wakes those who read feed and outbox as soon as something was committed, on any replica: LISTEN, and a tick as a net. */
import type { Part } from '@sallyport/service-kit/service/service-definition';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { wakeChannel } from './changes.js';

/** A connection that broke is opened again after this; until then the readers' own ticks carry on. */
const RECONNECT_MS = 500;

export class Wake implements Part {
  readonly name = 'wake';
  private readonly stopping = new AbortController();
  private readonly waiting = new Set<() => void>();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: DataSource,
    private readonly log: Logger,
  ) {}

  start(): Promise<void> {
    this.running = this.run();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.ring();
    await this.running;
  }

  /** Resolves when something was committed, after `idleMs`, or when `signal` aborts. */
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

  private ring(): void {
    for (const wake of [...this.waiting]) wake();
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.listen().catch((err: unknown) => {
        this.log.warn({ err }, 'notifications of the database broke off; listening again');
      });
      await pause(RECONNECT_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** Returns when the connection breaks or the part stops. */
  private async listen(): Promise<void> {
    const runner = this.database.createQueryRunner();
    try {
      const client: unknown = await runner.connect();
      if (!(client instanceof Client)) throw new TypeError('the database is not PostgreSQL');
      const ring = (): void => {
        this.ring();
      };
      await client.query(`LISTEN ${wakeChannel}`);
      client.on('notification', ring);
      // What was committed before we listened.
      ring();
      await broken(client, this.stopping.signal);
      client.removeListener('notification', ring);
      await client.query(`UNLISTEN ${wakeChannel}`);
    } finally {
      await runner.release();
    }
  }
}

function broken(client: Client, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopped = (): void => {
      client.removeListener('error', reject);
      client.removeListener('end', ended);
      resolve();
    };
    const ended = (): void => {
      stop.removeEventListener('abort', stopped);
      reject(new Error('the connection ended'));
    };
    client.once('error', reject);
    client.once('end', ended);
    stop.addEventListener('abort', stopped, { once: true });
    if (stop.aborted) stopped();
  });
}
