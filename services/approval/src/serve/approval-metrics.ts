/** What waits, for dashboards and alerts; asked of the database when somebody scrapes. */
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';

interface Waiting {
  readonly pending: number;
  readonly oldest_s: number;
  readonly grants: number;
  readonly locks: number;
  readonly unsent: number;
}

const QUERY = `SELECT
  (SELECT count(*)::int FROM approvals WHERE ended_us IS NULL AND standing <> 'approved') AS pending,
  (SELECT coalesce(extract(epoch FROM clock_timestamp()) - min(asked_us) / 1e6, 0)::float8
   FROM approvals WHERE ended_us IS NULL AND standing <> 'approved') AS oldest_s,
  (SELECT count(*)::int FROM grants WHERE ended IS NULL) AS grants,
  (SELECT count(*)::int FROM locks WHERE NOT lifted) AS locks,
  (SELECT count(*)::int FROM outbox) AS unsent`;

const gauges = {
  pending: ['sallyport_approvals_pending', 'Approvals that wait for people, of all replicas'],
  oldest_s: ['sallyport_approvals_oldest_seconds', 'How long the oldest of them has waited'],
  grants: ['sallyport_grants_standing', 'Grants that stand'],
  locks: ['sallyport_locks_standing', 'Locks that stand'],
  unsent: ['sallyport_decisions_unsent', 'Events that the decisions topic does not have yet'],
} as const satisfies Record<keyof Waiting, readonly [string, string]>;

/** One scrape asks once for all its figures. */
const SCRAPE_MS = 500;

/** Without an answer of the database the figures stay as they were: whether it answers is said by /readyz. */
export function approvalMetrics(registry: Registry, database: DataSource, log: Logger): void {
  let read: Promise<Waiting | undefined> | undefined;
  const figures = (): Promise<Waiting | undefined> => {
    if (read !== undefined) return read;
    read = database.query<Waiting[]>(QUERY).then(
      ([row]) => row,
      (err: unknown) => {
        log.debug({ err }, 'figures of approvals could not be read');
        return undefined;
      },
    );
    setTimeout(() => (read = undefined), SCRAPE_MS).unref();
    return read;
  };
  for (const [column, [name, help]] of Object.entries(gauges)) {
    new Gauge({
      ...{ name, help, registers: [registry] },
      async collect() {
        const row = await figures();
        if (row !== undefined) this.set(row[column as keyof Waiting]);
      },
    });
  }
}
