/** Upstreams over TLS: their own authority, their name, and pools that outlive a policy that did not change them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { ConnectionInForce } from '../../core/ports/policy-in-force.js';
import { authorised, completed, doorForEachTest, errorOf } from './fixtures/door-for-each-test.js';
import { UpstreamPools } from './upstream-pools.js';
import { unreadTraffic } from './fixtures/running-door.js';

let folder = '';
let upstream: Server;
let origin = '';
let ca = '';
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-upstream-'));
  const [key, cert] = [path.join(folder, 'key'), path.join(folder, 'cert')];
  const kind = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
  ];
  const name = ['-subj', '/CN=upstream', '-addext', 'subjectAltName=DNS:api.internal'];
  execFileSync('openssl', ['req', '-x509', '-days', '1', ...kind, ...name], { stdio: 'ignore' });
  ca = readFileSync(cert, 'utf8');
  upstream = createServer({ key: readFileSync(key), cert: ca }, (_request, response) =>
    response.end('secure'),
  );
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  origin = `https://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
});
afterAll(() => {
  upstream.closeAllConnections();
  upstream.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = doorForEachTest();

describe('an upstream with its own authority', () => {
  it('is reached when the connection trusts it', async () => {
    const tls = { ca, serverName: 'api.internal' };
    const door = await run((_request, response) => response.end(), { connection: { origin, tls } });
    const answer = await fetch(`${door.url}/up/x`, { headers: authorised });
    expect(await answer.text()).toBe('secure');
  });

  it.each([
    ['it is not trusted', () => ({ serverName: 'api.internal' })],
    ['it has another name', () => ({ ca, serverName: 'other.internal' })],
  ])('gets nothing when %s', async (_name, tls) => {
    const door = await run((_request, response) => response.end(), { connection: { origin, tls: tls() } });
    const answer = await fetch(`${door.url}/up/x`, { method: 'POST', body: 'secret', headers: authorised });
    expect(answer.status).toBe(502);
    expect(await errorOf(answer)).toMatchObject({ code: 'UPSTREAM_TLS_FAILED' });
    expect(await completed(door)).toMatchObject({ outcome: Outcome.UPSTREAM_UNREACHABLE });
  });
});

describe('pools', () => {
  const connection = (poolKey: string): ConnectionInForce => ({
    ...{
      name: 'up',
      origin: 'http://127.0.0.1:9',
      basePath: '',
      record: 'full',
      tls: {},
      poolKey,
      servesStale: false,
    },
    ...{ connectMsMax: 100, headersMsMax: 100, idleMsMax: 100, poolConnectionsMax: 1 },
    credential: () => ({ kind: 'none' }),
    reading: unreadTraffic,
  });

  it('live on while what they depend on stays, and are replaced when it changes', async () => {
    const pools = new UpstreamPools({ upstreamHeaderBytesMax: 16_384 });
    const first = pools.of(connection('a'));
    expect(pools.of(connection('a'))).toBe(first);
    pools.retain(['up', 'other']);
    expect(pools.of(connection('a'))).toBe(first);
    expect(pools.of(connection('b'))).not.toBe(first);
    expect(first.closed).toBe(true);
    const second = pools.of(connection('b'));
    pools.retain([]);
    expect(second.closed).toBe(true);
    await pools.destroy();
  });
});
