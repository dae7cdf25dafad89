/** Searches with a limit of time: one that is too broad ends with a sentence, not with a busy database. */
import type { DataSource, ObjectLiteral } from 'typeorm';
import { searchMsMax } from '../limits.js';

/** SQLSTATE of a statement that was cancelled for its time. */
const QUERY_CANCELED = '57014';

export class SearchTooBroadError extends Error {
  override readonly name = 'SearchTooBroadError';
}

/** @throws SearchTooBroadError after `msMax` milliseconds */
export async function search<Row extends ObjectLiteral>(
  database: DataSource,
  text: string,
  values: readonly unknown[],
  msMax = searchMsMax,
): Promise<readonly Row[]> {
  try {
    return await database.transaction(async (tx) => {
      await tx.query(`SET LOCAL statement_timeout = ${msMax}`);
      return tx.query<Row[]>(text, [...values]);
    });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === QUERY_CANCELED)) throw cause;
    throw new SearchTooBroadError('the search takes too long', { cause });
  }
}
