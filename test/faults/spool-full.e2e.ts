/** No room for the record while the log is away: 503 AUDIT_UNAVAILABLE, nothing forwarded, and recovery without a restart. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { startSystem, type System } from '../harness/system.js';
import { until } from '../harness/until.js';
import { startUpstream } from '../harness/upstream.js';

const upstream = await startUpstream((_request, _body, response) => response.end('ok'));
/** A disk of its own, small enough to fill; undefined where mounting is not permitted. */
const disk = mkdtempSync(path.join(tmpdir(), 'sallyport-small-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk]).status === 0;
let system: System | undefined;

afterEach(() => system?.stop());
afterAll(async () => {
  if (mounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
  await upstream.close();
});

async function fillsAndRecovers(env: Readonly<Record<string, string>>): Promise<void> {
  system = await startSystem({
    log: 'embedded',
    replicas: { gateway: 1 },
    policy: { connections: { echo: upstream.url } },
    env: { gateway: env },
  });
  const [gateway] = system.of('gateway');
  if (!gateway) throw new Error('no gateway');
  const token = await system.identityProvider.token('agent');
  const body = 'x'.repeat(200_000);
  const prefix = upstream.seen.length;
  const call = (n: number): Promise<Response> =>
    fetch(`${gateway.addresses.http ?? ''}/echo/full/${prefix}/${n}`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
    });
  expect((await call(0)).status).toBe(200);

  await system.postgres.stop();
  const passed: number[] = [0];
  const refused: number[] = [];
  for (let n = 1; n < 1000 && refused.length < 20; n++) {
    const response = await call(n);
    if (response.status === 200) passed.push(n);
    else {
      const answer = (await response.json()) as { error: { code: string } };
      expect([response.status, answer.error.code]).toEqual([503, 'AUDIT_UNAVAILABLE']);
      expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
      refused.push(n);
    }
  }
  expect(refused.length).toBe(20);
  expect(passed.length).toBeGreaterThan(10);
  const seen = new Set(upstream.seen.map((one) => one.url));
  expect(refused.filter((n) => seen.has(`/full/${prefix}/${n}`))).toEqual([]);
  expect(passed.filter((n) => !seen.has(`/full/${prefix}/${n}`))).toEqual([]);

  await system.postgres.restart();
  await until('requests to pass again', 60_000, async () => (await call(5000)).status === 200);
  expect(gateway.running).toBe(true);
}

it('refuses what does not fit into the spool, and takes requests again by itself', async () => {
  await fillsAndRecovers({ SALLYPORT_SPOOL_BYTES_MAX: String(32 * 1024 * 1024) });
});

it.skipIf(!mounted)('refuses what does not fit on the disk, and takes requests again by itself', async () => {
  await fillsAndRecovers({ SALLYPORT_SPOOL_DIR: disk });
});
