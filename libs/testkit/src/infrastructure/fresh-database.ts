/** Makes an empty database of its own for one test, on a server that is shared. */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { RunningPostgres } from './postgres.js';

export interface FreshDatabase {
  readonly name: string;
  readonly url: string;
  drop(): Promise<void>;
}

async function administer(server: RunningPostgres, statement: string): Promise<void> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export async function freshDatabase(server: RunningPostgres): Promise<FreshDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name} TEMPLATE template0`);
  return {
    name,
    url: server.urlOf(name),
    drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
