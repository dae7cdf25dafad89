/** Checks at start that the role the archive runs as can only add to the log, and says so loudly where it can do more. */
import type { Part } from '@sallyport/service-kit/service/service-definition';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';

export function appendOnlyPart(database: DataSource, log: Logger): Part {
  return {
    name: 'append-only check',
    async start() {
      const excess = await excessPrivileges(database);
      if (excess.length === 0) return;
      log.warn(
        { privileges: excess },
        'the role of DATABASE_URL may change the archive log: give it a role of its own, and the owner to the migrate step',
      );
    },
    stop: () => Promise.resolve(),
  };
}

/** What the current role may do to the log besides reading and adding. */
export async function excessPrivileges(database: DataSource): Promise<readonly string[]> {
  const rows = await database.query<{ privilege: string }[]>(
    `SELECT privilege FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
     WHERE has_table_privilege('traffic_log', privilege)`,
  );
  return rows.map((row) => row.privilege);
}
