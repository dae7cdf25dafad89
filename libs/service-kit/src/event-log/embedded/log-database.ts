/** The connections of the embedded log: one pool to append and ask, one for consumers, and a listener that comes back by itself. */
import { Client, Pool, type PoolClient, type QueryResult, type QueryResultRow } from 'pg';
import { backoffMs, type Backoff } from '../backoff.js';
import type { EventLogLogger } from '../event-log-logger.js';
import { eventLogError } from './database-error.js';
import { appendedChannel, groupChannel } from './schema.js';

/** A server that is away refuses at once or never answers; five seconds tell the two apart. */
const connectMsMax = 5_000;
/** The slowest statement is a batch append or a retention step: milliseconds. A frozen server must not hold callers. */
const statementMsMax = 15_000;
const listenAgain: Backoff = { firstMs: 100, mostMs: 2_000 };

export interface LogDatabaseOptions {
  readonly url: string;
  readonly connectionsMax: number;
  readonly log: EventLogLogger;
}

export type Notice =
  | { readonly kind: 'appended'; readonly ids: readonly number[] }
  | { readonly kind: 'group'; readonly group: string };

export class LogDatabase {
  readonly #appends: Pool;
  readonly #consumers: Pool;
  readonly #hears = new Set<(notice: Notice | { readonly kind: 'connected' }) => void>();
  #listener: Client | undefined;
  #again: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;

  constructor(private readonly options: LogDatabaseOptions) {
    const shared = {
      connectionString: options.url,
      connectionTimeoutMillis: connectMsMax,
      query_timeout: statementMsMax,
      statement_timeout: statementMsMax,
      idle_in_transaction_session_timeout: statementMsMax,
      keepAlive: true,
    };
    // What `append` promises must not depend on how the server is set.
    const durable = { application_name: 'sallyport event log', options: '-c synchronous_commit=on' };
    this.#appends = new Pool({ ...shared, ...durable, max: options.connectionsMax });
    // A position that is lost in a crash is read again; it need not wait for the disk.
    const relaxed = {
      application_name: 'sallyport event log consumer',
      options: '-c synchronous_commit=off',
    };
    this.#consumers = new Pool({ ...shared, ...relaxed, max: options.connectionsMax });
    for (const pool of [this.#appends, this.#consumers]) {
      pool.on('error', (error) => options.log.warn({ err: error }, 'event log: an idle connection broke'));
    }
  }

  async query<Row extends QueryResultRow>(statement: {
    readonly name?: string;
    readonly text: string;
    readonly values?: unknown[];
  }): Promise<QueryResult<Row>> {
    return this.#run(this.#appends, (pool) => pool.query<Row>(statement));
  }

  async consumerQuery<Row extends QueryResultRow>(statement: {
    readonly name?: string;
    readonly text: string;
    readonly values?: unknown[];
  }): Promise<QueryResult<Row>> {
    return this.#run(this.#consumers, (pool) => pool.query<Row>(statement));
  }

  /** One transaction; `work` must not keep the client. */
  async transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#run(this.#consumers, async (pool) => {
      const client = await pool.connect();
      let broken: Error | undefined;
      const onError = (error: Error): void => {
        broken = error;
      };
      client.on('error', onError);
      try {
        await client.query('BEGIN');
        const result = await work(client);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch((cause: unknown) => {
          broken = cause instanceof Error ? cause : new Error('rollback failed');
        });
        throw error;
      } finally {
        client.removeListener('error', onError);
        client.release(broken);
      }
    });
  }

  /** Hears of appends and group changes; `connected` says that some may have been missed. Returns how to stop hearing. */
  hear(listener: (notice: Notice | { readonly kind: 'connected' }) => void): () => void {
    this.#hears.add(listener);
    if (this.#listener === undefined && this.#again === undefined) this.#listen();
    return () => this.#hears.delete(listener);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#again);
    const listener = this.#listener;
    this.#listener = undefined;
    await listener?.end().catch(() => undefined);
    await Promise.all([this.#appends.end(), this.#consumers.end()]);
  }

  async #run<T>(pool: Pool, work: (pool: Pool) => Promise<T>): Promise<T> {
    try {
      return await work(pool);
    } catch (error) {
      throw eventLogError(error);
    }
  }

  #listen(): void {
    const client = new Client({
      connectionString: this.options.url,
      connectionTimeoutMillis: connectMsMax,
      application_name: 'sallyport event log listener',
      keepAlive: true,
    });
    this.#listener = client;
    let over = false;
    const lost = (): void => {
      if (over) return;
      over = true;
      void client.end().catch(() => undefined);
      if (this.#closed) return;
      this.#listener = undefined;
      this.#again = setTimeout(
        () => {
          this.#again = undefined;
          this.#listen();
        },
        backoffMs(listenAgain, ++this.#failures, Math.random()),
      );
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ channel, payload }) => {
      const notice: Notice =
        channel === groupChannel
          ? { kind: 'group', group: payload ?? '' }
          : { kind: 'appended', ids: (payload ?? '').split(',').map(Number) };
      for (const hear of this.#hears) hear(notice);
    });
    client
      .connect()
      .then(() => client.query(`LISTEN ${appendedChannel}; LISTEN ${groupChannel}`))
      .then(() => {
        this.#failures = 0;
        for (const hear of this.#hears) hear({ kind: 'connected' });
      })
      .catch(lost);
  }
}
