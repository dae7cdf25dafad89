/** Counts in the archive's own table, as its database sees them: cheap enough to wait by, and blind to what REST might hide. */
import pg from 'pg';

/** Numbers of event kinds in the archive: the field numbers of `Record.body`. */
export const kinds = { received: 20, refused: 23, responsePart: 25, completed: 26 } as const;

export interface Counts {
  readonly events: number;
  readonly different: number;
}

/** Events of a kind, and how many different requests they are of. */
export async function countArchived(
  databaseUrl: string,
  kind: (typeof kinds)[keyof typeof kinds],
): Promise<Counts> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ events: string; different: string }>(
      'SELECT count(*) AS events, count(DISTINCT request_id) AS different FROM session_archive.traffic_log WHERE type = $1',
      [kind],
    );
    return { events: Number(rows[0]?.events), different: Number(rows[0]?.different) };
  } finally {
    await client.end();
  }
}
