import { generateKeyPairSync } from 'node:crypto';
import { createTokenVerifier } from '@sallyport/identity/verify/token-verifier';
import type { TokenVerifier } from '@sallyport/identity/verify/token-verifier';
import type { Caller } from '@sallyport/identity/caller';
import type { ProviderSettings } from '@sallyport/identity/issuers/issuer-settings';
import type { TokenSettings } from '@sallyport/policy/document/tokens';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OwnAnswer } from '../protocols/http/own-endpoint.js';
import { sessionIssuer } from './session-issuer.js';
import { tokenEndpoints } from './token-endpoints.js';
import { readTokenKey } from './token-key.js';
import type { TokenKey } from './token-key.js';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS = 'urn:ietf:params:oauth:token-type:access_token';
const ISSUER = 'https://idp.example.com';
const NOW_MS = 1_800_000_000_000;

let nowMs: number;
let providerKey: CryptoKey;
let tokenKey: TokenKey | undefined;
let settings: TokenSettings;
let verifier: TokenVerifier;
let logged: string;
let answer: (path: string, body?: string, contentType?: string) => Promise<OwnAnswer>;

async function newTokenKey(): Promise<TokenKey> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const bytes = Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const result = await readTokenKey({ kind: 'read', bytes });
  if (result.kind === 'refused') throw new Error(result.sentence);
  return result.key;
}

beforeEach(async () => {
  nowMs = NOW_MS;
  logged = '';
  settings = { ttlDefaultMinutes: 60, ttlMaxMinutes: 480 };
  tokenKey = await newTokenKey();
  const pair = await generateKeyPair('ES256', { extractable: true });
  providerKey = pair.privateKey;
  const provider: ProviderSettings = {
    kind: 'provider',
    name: 'corp',
    issuer: ISSUER,
    audiences: ['sallyport'],
    algorithms: ['ES256'],
    clockSkewS: 30,
    keys: { kind: 'held', keys: { keys: [{ ...(await exportJWK(pair.publicKey)), alg: 'ES256' }] } },
    claims: { groups: 'groups', agent: undefined, email: 'email', name: 'name', attributes: {} },
    groupsPrefix: '',
    groupsByMember: new Map(),
    insecureHttp: false,
  };
  verifier = createTokenVerifier({
    issuers: [provider, sessionIssuer(settings, tokenKey)],
    nowMs: () => nowMs,
  });
  const endpoints = tokenEndpoints({
    verifier,
    snapshot: () => ({ policy: { connectionNames: ['openai', 'tickets'] }, tokens: settings, tokenKey }),
    nowMs: () => nowMs,
    log: { info: (...entry: unknown[]) => void (logged += JSON.stringify(entry)) },
  });
  answer = async (path, body = '', contentType = 'application/x-www-form-urlencoded') => {
    const endpoint = endpoints.get(path);
    if (endpoint === undefined) throw new Error(path);
    const [method = ''] = endpoint.methods;
    const common = { method, query: '', authorization: undefined, requestId: 'r1' };
    const source = { sourceAddress: '127.0.0.1', sourceNetwork: '127.0.0.0/24' };
    return endpoint.handle({ ...common, ...source, contentType, body: Buffer.from(body) });
  };
});

const idpToken = (claims: JWTPayload = {}) =>
  new SignJWT({
    iss: ISSUER,
    aud: 'sallyport',
    sub: 'alice',
    exp: Math.floor(nowMs / 1000) + 3000,
    groups: ['engineers'],
    azp: 'cli',
    email: 'a@example.com',
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256' })
    .sign(providerKey);

type Fields = Record<string, string | readonly string[]>;

function form(subjectToken: string, fields: Fields = {}): string {
  const all: Fields = {
    grant_type: GRANT,
    subject_token: subjectToken,
    subject_token_type: ACCESS,
    ...fields,
  };
  const pairs = Object.entries(all).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  );
  return new URLSearchParams(pairs).toString();
}

interface TokenBody {
  readonly access_token: string;
  readonly expires_in: number;
  readonly error: string;
  readonly error_description: string;
}

const bodyOf = ({ body }: OwnAnswer) => JSON.parse(body) as TokenBody;

async function exchanged(subjectToken: string, fields?: Fields): Promise<TokenBody> {
  const result = await answer('/token', form(subjectToken, fields));
  expect(result.body).toContain('access_token');
  return bodyOf(result);
}

async function errorOf(subjectToken: string, fields?: Fields): Promise<string> {
  const result = await answer('/token', form(subjectToken, fields));
  expect(result.status).not.toBe(200);
  return bodyOf(result).error;
}

async function callerOf(token: string): Promise<Caller> {
  const result = await verifier.verify(token);
  if (result.kind === 'refused') throw new Error(result.code);
  return result.caller;
}

describe('a session token', () => {
  it('speaks of the same caller, from the same provider', async () => {
    const { access_token, ...rest } = await exchanged(await idpToken());
    expect(rest).toEqual({ issued_token_type: ACCESS, token_type: 'Bearer', expires_in: 3600 });
    const caller = await callerOf(access_token);
    expect(caller).toEqual({
      issuer: ISSUER,
      subject: 'alice',
      agent: 'cli',
      groups: ['engineers'],
      act: [{ subject: 'cli', issuer: ISSUER }],
      tokenId: caller.tokenId,
      attributes: {},
      email: 'a@example.com',
      name: '',
      narrowing: {},
      expiresAtS: NOW_MS / 1000 + 3600,
    });
    expect(caller.tokenId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('may be narrowed to connections and operations, by the standard’s names or by ours', async () => {
    const narrowing = { connections: ['openai', 'tickets'], operations: ['POST /v1/**', 'GET /v1/models'] };
    const standard = await exchanged(await idpToken(), {
      audience: ['openai', 'tickets'],
      scope: 'POST:/v1/** GET:/v1/models',
    });
    expect(standard).toMatchObject({ scope: 'POST:/v1/** GET:/v1/models' });
    expect((await callerOf(standard.access_token)).narrowing).toEqual(narrowing);
    const ours = await exchanged(await idpToken(), {
      connections: 'openai, tickets',
      operations: 'POST /v1/**, GET /v1/models',
    });
    expect((await callerOf(ours.access_token)).narrowing).toEqual(narrowing);
  });

  it('may outlive the token it was made from, up to what policy says', async () => {
    const { access_token, expires_in } = await exchanged(await idpToken(), { ttl: '999999' });
    expect(expires_in).toBe(480 * 60);
    nowMs += 479 * 60_000;
    expect((await callerOf(access_token)).subject).toBe('alice');
    nowMs += 2 * 60_000;
    expect(await verifier.verify(access_token)).toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('names its actor, in front of those before', async () => {
    const subject = await idpToken({ act: { sub: 'before' } });
    const actor = await idpToken({ sub: 'planner-service', azp: undefined });
    const first = await exchanged(subject, { actor_token: actor, actor_token_type: ACCESS });
    const caller = await callerOf(first.access_token);
    expect(caller).toMatchObject({ subject: 'alice', agent: 'planner-service', groups: ['engineers'] });
    expect(caller.act.map((one) => one.subject)).toEqual(['planner-service', 'before']);
    const client = await idpToken({ sub: 'service-7', azp: 'planner' });
    const second = await exchanged(subject, { actor_token: client, actor_token_type: ACCESS });
    expect(await callerOf(second.access_token)).toMatchObject({ agent: 'planner' });
  });

  it('says in `act` through which program its subject acts, if through any', async () => {
    const { access_token } = await exchanged(await idpToken());
    expect(decodeJwt(access_token)).toMatchObject({ sub: 'alice', act: { sub: 'cli', iss: ISSUER } });
    const again = await exchanged(access_token);
    expect(decodeJwt(again.access_token)['act']).toEqual({ sub: 'cli', iss: ISSUER });
    const alone = await exchanged(await idpToken({ azp: undefined }));
    expect(decodeJwt(alone.access_token)).not.toHaveProperty('act');
    const told = await exchanged(await idpToken({ act: { sub: 'before' } }));
    expect(decodeJwt(told.access_token)['act']).toEqual({ sub: 'before', iss: ISSUER });
  });

  it('obeys `may_act`, also after an exchange without an actor', async () => {
    const subject = await idpToken({ may_act: { sub: 'planner' } });
    const kept = (await exchanged(subject)).access_token;
    const actor = async (sub: string) => ({ actor_token: await idpToken({ sub }), actor_token_type: ACCESS });
    for (const token of [subject, kept]) {
      expect(await errorOf(token, await actor('other'))).toBe('invalid_request');
      expect((await exchanged(token, await actor('planner'))).access_token).toBeDefined();
    }
  });
});

describe('exchanging a session token', () => {
  const parent = async (fields: Fields) => (await exchanged(await idpToken(), fields)).access_token;

  it('keeps its narrowing when nothing is asked for', async () => {
    const token = await parent({ connections: 'openai', operations: 'POST /v1/**' });
    const child = await exchanged(token);
    expect((await callerOf(child.access_token)).narrowing).toEqual({
      connections: ['openai'],
      operations: ['POST /v1/**'],
    });
  });

  it('narrows further', async () => {
    const token = await parent({ connections: 'openai tickets', operations: 'POST /v1/**' });
    const child = await exchanged(token, { audience: 'openai', scope: 'POST:/v1/chat/*' });
    expect((await callerOf(child.access_token)).narrowing).toEqual({
      connections: ['openai'],
      operations: ['POST /v1/chat/*'],
    });
  });

  it('never widens, nor outlives it', async () => {
    const token = await parent({ connections: 'openai', operations: 'POST /v1/**', ttl: '600' });
    expect(await errorOf(token, { audience: ['openai', 'tickets'] })).toBe('invalid_target');
    expect(await errorOf(token, { scope: 'GET:/v1/models' })).toBe('invalid_scope');
    expect(await errorOf(token, { scope: 'POST:/v1/chat POST:/**' })).toBe('invalid_scope');
    nowMs += 60_000;
    expect((await exchanged(token, { ttl: '9999' })).expires_in).toBe(540);
    nowMs += 541_000;
    expect(await errorOf(token)).toBe('invalid_request');
  });

  it('stays within what the actor’s token permits, too', async () => {
    const actor = await parent({ connections: 'openai', ttl: '300' });
    const fields = { actor_token: actor, actor_token_type: ACCESS };
    const child = await exchanged(await idpToken(), fields);
    expect(child.expires_in).toBe(300);
    expect((await callerOf(child.access_token)).narrowing).toEqual({ connections: ['openai'] });
    expect(await errorOf(await idpToken(), { ...fields, audience: 'tickets' })).toBe('invalid_target');
  });
});

describe('a refused exchange', () => {
  it.each<[string, Fields, string]>([
    ['another grant', { grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    ['no subject token', { subject_token: '' }, 'invalid_request'],
    [
      'another kind of subject token',
      { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' },
      'invalid_request',
    ],
    ['a repeated parameter', { ttl: ['1', '2'] }, 'invalid_request'],
    ['an actor without a type', { actor_token: 'x' }, 'invalid_request'],
    ['a type without an actor', { actor_token_type: ACCESS }, 'invalid_request'],
    ['a bad actor', { actor_token: 'x', actor_token_type: ACCESS }, 'invalid_request'],
    [
      'a refresh token',
      { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
      'invalid_request',
    ],
    ['no lifetime', { ttl: '0' }, 'invalid_request'],
    ['a lifetime that is no number', { ttl: '1h' }, 'invalid_request'],
    ['an unknown connection', { audience: 'nowhere' }, 'invalid_target'],
    ['an empty list of connections', { connections: ' , ' }, 'invalid_target'],
    ['connections in two ways', { connections: 'openai', audience: 'openai' }, 'invalid_request'],
    ['a resource', { resource: 'https://api.openai.com' }, 'invalid_target'],
    ['an operation that is none', { scope: 'read write' }, 'invalid_scope'],
    ['an empty list of operations', { scope: ' ' }, 'invalid_scope'],
    ['operations in two ways', { scope: 'GET:/', operations: 'GET /' }, 'invalid_request'],
    [
      'too many operations',
      { scope: Array.from({ length: 65 }, (_, i) => `GET:/${i}`).join(' ') },
      'invalid_scope',
    ],
    [
      'a token that would be too large',
      { scope: Array.from({ length: 64 }, (_, i) => `GET:/${'x'.repeat(300)}${i}`).join(' ') },
      'invalid_scope',
    ],
  ])('%s', async (_name, fields, error) => {
    expect(await errorOf(await idpToken(), fields)).toBe(error);
  });

  it('says why the subject token is refused', async () => {
    const result = await answer('/token', form(await idpToken({ exp: 1_799_990_000 })));
    expect(result.status).toBe(400);
    expect(JSON.parse(result.body)).toEqual({
      error: 'invalid_request',
      error_description: 'subject_token: The token has expired: get a new one.',
      code: 'TOKEN_EXPIRED',
    });
    expect(result.headers).toMatchObject({ 'cache-control': 'no-store' });
  });

  it('takes forms only', async () => {
    const body = form(await idpToken());
    expect((await answer('/token', body, 'application/json')).status).toBe(415);
    expect((await answer('/token', body, 'application/x-www-form-urlencoded; charset=utf-8')).status).toBe(
      200,
    );
  });

  it('comes at once where there is no token key', async () => {
    tokenKey = undefined;
    const result = await answer('/token', form(await idpToken()));
    expect([result.status, bodyOf(result).error]).toEqual([501, 'unsupported_grant_type']);
    expect(bodyOf(result).error_description).toContain('SALLYPORT_TOKEN_KEY_FILE');
  });

  it('writes no token and no personal detail into the log, and neither does a success', async () => {
    const subject = await idpToken();
    const { access_token } = await exchanged(subject);
    await errorOf(subject, { audience: 'nowhere' });
    expect(logged).toContain('session token issued');
    expect(logged).toContain('session token refused');
    for (const secret of [subject, access_token, 'a@example.com']) expect(logged).not.toContain(secret);
  });
});

describe('what is published', () => {
  it('are the public keys that session tokens are verified with', async () => {
    const keys = JSON.parse((await answer('/.well-known/jwks.json')).body) as { keys: object[] };
    expect(keys.keys).toEqual([
      expect.objectContaining({ kty: 'OKP', alg: 'EdDSA', use: 'sig', kid: tokenKey?.keyId }),
    ]);
    expect(keys.keys[0]).not.toHaveProperty('d');
  });

  it('is metadata, where the public URL is known', async () => {
    expect((await answer('/.well-known/oauth-authorization-server')).status).toBe(404);
    settings = { ...settings, publicUrl: 'https://gateway.example.com' };
    expect(JSON.parse((await answer('/.well-known/oauth-authorization-server')).body)).toMatchObject({
      issuer: 'https://gateway.example.com',
      token_endpoint: 'https://gateway.example.com/token',
      jwks_uri: 'https://gateway.example.com/.well-known/jwks.json',
    });
  });
});

describe('forged session tokens', () => {
  it('of another key, or claiming to be a provider’s, are refused', async () => {
    const other = await newTokenKey();
    const claims = { iss: 'urn:sallyport:session-tokens', aud: 'urn:sallyport:session-tokens', sub: 'admin' };
    const sessionClaims = {
      ...claims,
      sub_iss: ISSUER,
      jti: 'x',
      exp: nowMs / 1000 + 60,
      groups: ['admins'],
    };
    const sign = (key: TokenKey, more: JWTPayload = {}) =>
      new SignJWT({ ...sessionClaims, ...more })
        .setProtectedHeader({ alg: 'EdDSA', kid: key.keyId })
        .sign(key.privateKey);
    expect(await verifier.verify(await sign(other))).toMatchObject({ code: 'TOKEN_KEY_UNKNOWN' });
    if (tokenKey === undefined) throw new Error('no key');
    expect(await verifier.verify(await sign({ ...other, keyId: tokenKey.keyId }))).toMatchObject({
      code: 'TOKEN_SIGNATURE_INVALID',
    });
    expect(await verifier.verify(await sign(tokenKey, { iss: ISSUER, aud: 'sallyport' }))).toMatchObject({
      code: 'TOKEN_ALGORITHM_REFUSED',
    });
    expect(
      await verifier.verify(await sign(tokenKey, { sub_iss: 'https://gone.example.com' })),
    ).toMatchObject({ code: 'TOKEN_ISSUER_UNKNOWN' });
    expect(await verifier.verify(await sign(tokenKey))).toMatchObject({ kind: 'verified' });
  });
});
