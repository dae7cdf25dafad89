/** The one clock of all replicas: the database's. */
import type { EntityManager } from 'typeorm';

/** Microseconds since 1970, at the moment of the call; in a transaction, ask after its locks are taken. */
export async function databaseNowUs(tx: EntityManager): Promise<number> {
  const rows = await tx.query<{ now_us: string }[]>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now_us',
  );
  return Number(rows[0]?.now_us);
}
