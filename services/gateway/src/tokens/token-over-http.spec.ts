import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGatewayPolicy } from '../policy/gateway-policy.js';
import type { GatewayPolicy } from '../policy/gateway-policy.js';
import { runDoor } from '../protocols/http/fixtures/running-door.js';
import type { RunningDoor } from '../protocols/http/fixtures/running-door.js';

const documentOf = (issuer: string) => `version: 1
issuers: [{ name: corp, issuer: '${issuer}', audience: sallyport, jwksUri: '${issuer}/keys' }]
connections:
  up: { protocol: http, upstream: 'http://127.0.0.1:1' }
  meta: { protocol: http, upstream: 'http://127.0.0.1:1' }
access: [{ name: staff, groups: [staff], connections: ['*'], methods: ['*'], paths: [/**] }]
`;

let folder: string;
let provider: Server;
let issuer: string;
let providerKey: CryptoKey;
let policy: GatewayPolicy;
let door: RunningDoor;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  providerKey = pair.privateKey;
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), alg: 'ES256' }] });
  provider = createServer((_, response) => response.end(keys));
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  folder = await mkdtemp(path.join(tmpdir(), 'token-over-http-'));
  const file = (name: string) => path.join(folder, name);
  await writeFile(file('sallyport.yaml'), documentOf(issuer));
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeFile(file('token.key'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const quiet = () => undefined;
  policy = await openGatewayPolicy({
    path: file('sallyport.yaml'),
    tokenKeyFile: file('token.key'),
    maskingSecret: undefined,
    environment: {},
    log: { info: quiet, warn: quiet, error: quiet },
    metrics: new Registry(),
  });
  door = await runDoor((request, response) => response.end(request.url), {
    ownEndpoints: policy.ownEndpoints,
    verify: (token) => policy.verifier.verify(token),
    judge: (request) => policy.current().judge(request),
  });
});

afterAll(async () => {
  await door.close();
  policy.close();
  await new Promise((resolve) => provider.close(resolve));
  await rm(folder, { recursive: true });
});

const exchange = (subjectToken: string, fields: Record<string, string>) => {
  const type = 'urn:ietf:params:oauth:token-type:access_token';
  const grant = 'urn:ietf:params:oauth:grant-type:token-exchange';
  const common = { grant_type: grant, subject_token: subjectToken, subject_token_type: type };
  return fetch(`${door.url}/token`, { method: 'POST', body: new URLSearchParams({ ...common, ...fields }) });
};

describe('a session token over HTTP', () => {
  it('is made at POST /token and opens exactly what it was made for', async () => {
    const own = await new SignJWT({ sub: 'alice', groups: ['staff'] })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(issuer)
      .setAudience('sallyport')
      .setExpirationTime('10m')
      .sign(providerKey);
    const answer = await exchange(own, { audience: 'up', scope: 'GET:/v1/*' });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { access_token } = (await answer.json()) as { access_token: string };
    const call = async (target: string, token: string) => {
      const response = await fetch(`${door.url}${target}`, { headers: { 'x-api-key': token } });
      const text = await response.text();
      return response.ok ? text : `${response.status} ${/TOKEN_\w+|NO_ACCESS_RULE/.exec(text)?.[0] ?? text}`;
    };
    expect(await call('/up/v1/models', access_token)).toBe('/v1/models');
    expect(await call('/up/v2/models', access_token)).toBe('403 TOKEN_OPERATION_NOT_ALLOWED');
    expect(await call('/meta/v1/models', access_token)).toBe('403 TOKEN_CONNECTION_NOT_ALLOWED');
    expect(await call('/meta/v2/models', own)).toBe('/v2/models');
    expect((await exchange(access_token, { audience: 'meta' })).status).toBe(400);
  });

  it('that is refused is an event: of its caller, where that is known', async () => {
    const sign = (ends: string) =>
      new SignJWT({ sub: 'bob', groups: ['staff'] })
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuer(issuer)
        .setAudience('sallyport')
        .setExpirationTime(ends)
        .sign(providerKey);
    const events = () => door.recorder.events.slice(before).map(({ body, envelope }) => ({ body, envelope }));
    const narrow = (await (await exchange(await sign('10m'), { audience: 'up' })).json()) as {
      access_token: string;
    };
    const before = door.recorder.events.length;
    for (let at = 0; at < 20; at++) expect((await exchange('garbage', {})).status).toBe(400);
    expect((await exchange(await sign('-1h'), {})).status).toBe(400);
    expect(events()).toMatchObject([
      { body: { $case: 'authenticationRefused', value: { code: 'TOKEN_MALFORMED', status: 400 } } },
      { body: { $case: 'authenticationRefused', value: { code: 'TOKEN_EXPIRED', claimedIssuer: issuer } } },
    ]);
    for (let at = 0; at < 20; at++) {
      expect((await exchange(narrow.access_token, { audience: 'meta' })).status).toBe(400);
    }
    const refused = events().slice(2);
    expect(refused).toHaveLength(5);
    expect(refused[0]).toMatchObject({
      envelope: { identity: { subject: 'bob' }, connection: '' },
      body: {
        $case: 'requestRefused',
        value: { code: 'POLICY_DENIED', status: 400, target: { method: 'POST', path: '/token' } },
      },
    });
    door.door.refusals.sweep(Date.now(), true);
    const counts = events()
      .slice(7)
      .map(({ body }) => ('count' in body.value ? body.value.count : 0));
    expect(counts).toEqual([19, 15]);
    expect(JSON.stringify(events())).not.toContain(narrow.access_token.slice(0, 30));
  });

  it('has its keys published beside it', async () => {
    const response = await fetch(`${door.url}/.well-known/jwks.json`);
    expect(await response.json()).toMatchObject({ keys: [{ kty: 'OKP', use: 'sig' }] });
  });
});
