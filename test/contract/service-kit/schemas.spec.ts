/** A fresh database equals a migrated one, for every service that has a schema; and what it looks like is written down. */
import path from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anomalyDetection } from '@sallyport/anomaly-detection/anomaly-detection.module';
import { approval } from '@sallyport/approval/approval.module';
import { maskingAudit } from '@sallyport/masking-audit/masking-audit.module';
import { migrate } from '@sallyport/service-kit/database/migrate';
import { schemaSnapshot } from '@sallyport/service-kit/database/schema-snapshot';
import { databaseOf } from '@sallyport/service-kit/service/service-database';
import type { DatabaseDefinition } from '@sallyport/service-kit/service/service-definition';
import { sessionArchive } from '@sallyport/session-archive/session-archive.module';
import { freshDatabase } from '@sallyport/testkit/infrastructure/fresh-database';
import { startPostgres, type RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';

const RUNTIME_ROLE = 'runtime_of_the_service';
const log = pino({ level: 'silent' });

const schemas: readonly (readonly [string, DatabaseDefinition | undefined])[] = [
  ['approval', databaseOf(approval)],
  ['masking-audit', databaseOf(maskingAudit)],
  ['anomaly-detection', databaseOf(anomalyDetection)],
  ['session-archive', databaseOf(sessionArchive())],
];

let folder: string;
let postgres: RunningPostgres;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-schemas-'));
  postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), durability: 'none' });
  await withClient(postgres.url, (client) => client.query(`CREATE ROLE ${RUNTIME_ROLE} LOGIN`));
});

afterAll(async () => {
  await postgres.destroy();
  rmSync(folder, { recursive: true, force: true });
});

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** The schema after each of `steps` was migrated, one run after the other, in a database of its own. */
async function migrated(steps: readonly DatabaseDefinition[]): Promise<string> {
  const database = await freshDatabase(postgres);
  try {
    const runtimeUrl = Object.assign(new URL(database.url), { username: RUNTIME_ROLE }).href;
    for (const step of steps) await migrate(step, { ownerUrl: database.url, runtimeUrl, log });
    const schema = steps[0]?.schema ?? '';
    return await withClient(database.url, (client) =>
      schemaSnapshot({ query: (sql, parameters) => client.query(sql, [...parameters]) }, schema),
    );
  } finally {
    await database.drop();
  }
}

describe.each(schemas)('the schema of %s', (name, definition) => {
  it('is the same whether migrated at once, step by step, or again, and is the one written down', async () => {
    if (definition === undefined) throw new Error(`${name} has no schema`);
    const steps = definition.migrations.map((_, index) => ({
      ...definition,
      migrations: definition.migrations.slice(0, index + 1),
    }));
    const atOnce = await migrated([definition]);
    expect(await migrated([...steps, definition])).toBe(atOnce);
    expect(atOnce).toContain('table ');
    await expect(atOnce).toMatchFileSnapshot(`schemas/${name}.golden`);
  });
});
