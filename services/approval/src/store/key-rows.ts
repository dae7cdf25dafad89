/** Signing keys as rows: what the root says of them, and their sealed private halves, for every replica. */
import type { DataSource, EntityManager } from 'typeorm';

export interface KeyRow {
  readonly kid: string;
  /** The root's statement. */
  readonly jws: string;
  /** The private half, encrypted. */
  readonly sealed: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Replicas that find a key missing make it one after the other. */
const KEY_LOCK = 0x6b657973;

export async function readKeys(database: DataSource | EntityManager): Promise<readonly KeyRow[]> {
  const rows = await database.query<
    { kid: string; jws: string; sealed: string; from_us: string; until_us: string }[]
  >('SELECT kid, jws, sealed, from_us, until_us FROM signing_keys ORDER BY from_us');
  return rows.map(({ kid, jws, sealed, from_us: from, until_us: until }) => ({
    ...{ kid, jws, sealed, fromMs: Number(from) / 1000, untilMs: Number(until) / 1000 },
  }));
}

/** Makes what `missing` finds missing, among the keys as they are once nobody else is making any. */
export async function makeMissingKey(
  database: DataSource,
  missing: (keys: readonly KeyRow[]) => Promise<KeyRow | undefined>,
): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [KEY_LOCK]);
    const key = await missing(await readKeys(tx));
    if (key === undefined) return;
    const { kid, jws, sealed, fromMs, untilMs } = key;
    await tx.query(
      'INSERT INTO signing_keys (kid, jws, sealed, from_us, until_us) VALUES ($1, $2, $3, $4, $5)',
      [kid, jws, sealed, fromMs * 1000, untilMs * 1000],
    );
  });
}

export async function dropKeysUntil(database: DataSource, untilMs: number): Promise<void> {
  await database.query('DELETE FROM signing_keys WHERE until_us < $1', [untilMs * 1000]);
}
