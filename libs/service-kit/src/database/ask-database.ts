/** Asks the database for a sign of life within a time that holds whatever the network and the server do. */
import { Client } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';

/** `silent`: no answer in time; `refused`: there is no connection, or it broke. */
export type SignOfLife =
  { readonly kind: 'answered' } | { readonly kind: 'silent' } | { readonly kind: 'refused' };

/**
 * Takes a connection of the pool for `SELECT 1`. One that has not answered in time is cut, so that the pool opens another:
 * a server that was killed, or a network that was parted, may leave a connection on which nothing ever comes back.
 */
export async function askDatabase(database: DataSource, answerMsMax: number): Promise<SignOfLife> {
  const late = new AbortController();
  const { promise: silence, resolve: giveUp } = Promise.withResolvers<SignOfLife>();
  const timer = setTimeout(() => {
    late.abort();
    giveUp({ kind: 'silent' });
  }, answerMsMax);
  try {
    return await Promise.race([select(database.createQueryRunner(), late.signal), silence]);
  } finally {
    clearTimeout(timer);
  }
}

/** Never rejects, and settles by itself when it is cut; nobody may be waiting for it by then. */
async function select(runner: QueryRunner, late: AbortSignal): Promise<SignOfLife> {
  try {
    const connection: unknown = await runner.connect();
    if (late.aborted) return { kind: 'silent' };
    // `end` destroys the socket of a connection with a query on it, which fails the query and spoils it for the pool.
    const cut = (): void => {
      if (connection instanceof Client) void connection.end();
    };
    late.addEventListener('abort', cut, { once: true });
    await runner.query('SELECT 1');
    late.removeEventListener('abort', cut);
    return { kind: 'answered' };
  } catch {
    return { kind: 'refused' };
  } finally {
    await runner.release();
  }
}
