import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { exportSPKI, importJWK } from 'jose';
import type { CryptoKey } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuthErrorCode, Caller } from '../caller.js';
import { rawToken, testIssuer, testKey } from '../fixtures/test-issuer.js';
import type { TestIssuer, TestKey } from '../fixtures/test-issuer.js';
import { createTokenVerifier } from './token-verifier.js';
import type { TokenVerifier } from './token-verifier.js';

let nowMs: number;
let issuer: TestIssuer;
let key: TestKey;
let other: TestKey;
let verifier: TokenVerifier;

beforeEach(async () => {
  nowMs = 1_800_000_000_000;
  issuer = await testIssuer(() => nowMs);
  key = await testKey('k1');
  other = await testKey('k2');
  issuer.publish(key.publicJwk);
  verifier = createTokenVerifier({ issuers: [issuer.settings()], nowMs: () => nowMs });
});

afterEach(() => issuer[Symbol.asyncDispose]());

const nowS = () => Math.floor(nowMs / 1000);

async function codeOf(token: string, by = verifier): Promise<AuthErrorCode | 'verified'> {
  const result = await by.verify(token);
  return result.kind === 'verified' ? 'verified' : result.code;
}

async function callerOf(token: string, by = verifier): Promise<Caller> {
  const result = await by.verify(token);
  if (result.kind === 'refused') throw new Error(result.code);
  return result.caller;
}

/** A verifier that trusts the same issuer with other settings. */
const verifierWith = (more: Parameters<TestIssuer['settings']>[0]) =>
  createTokenVerifier({ issuers: [issuer.settings(more)], nowMs: () => nowMs });

describe('a good token', () => {
  it('gives the caller it speaks of', async () => {
    const token = await issuer.token(key, { jti: 't1', azp: 'bot', email: 'a@example.com', name: 'Alice' });
    expect(await callerOf(token)).toEqual({
      issuer: issuer.url,
      subject: 'alice',
      agent: 'bot',
      groups: ['engineers'],
      act: [],
      tokenId: 't1',
      attributes: {},
      email: 'a@example.com',
      name: 'Alice',
      expiresAtS: nowS() + 600,
    });
  });

  it('may be an access token of RFC 9068 and may name several audiences', async () => {
    const token = await issuer.token(
      key,
      { aud: ['other', 'sallyport'], client_id: 'bot' },
      { typ: 'at+jwt' },
    );
    expect((await callerOf(token)).agent).toBe('bot');
  });

  it.each(['RS256', 'PS256', 'EdDSA'])('may be signed with %s', async (alg) => {
    const strong = await testKey('strong', alg);
    issuer.publish(strong.publicJwk);
    expect(await codeOf(await issuer.token(strong))).toBe('verified');
  });

  it('needs no key id when one key fits', async () => {
    expect(await codeOf(await issuer.token(key, {}, { kid: undefined }))).toBe('verified');
  });
});

describe('claims that do not hold', () => {
  it.each<[string, Record<string, unknown>, AuthErrorCode]>([
    ['expired', { exp: 1_799_999_960 }, 'TOKEN_EXPIRED'],
    ['not yet valid', { nbf: 1_800_000_040 }, 'TOKEN_NOT_YET_VALID'],
    ['another audience', { aud: 'other' }, 'TOKEN_AUDIENCE_WRONG'],
    ['no audience', { aud: undefined }, 'TOKEN_AUDIENCE_WRONG'],
    ['another issuer', { iss: 'https://elsewhere.example.com' }, 'TOKEN_ISSUER_UNKNOWN'],
    ['no issuer', { iss: undefined }, 'TOKEN_ISSUER_UNKNOWN'],
    ['no subject', { sub: undefined }, 'TOKEN_CLAIM_MISSING'],
    ['an empty subject', { sub: '' }, 'TOKEN_CLAIM_MISSING'],
    ['a subject with a line feed', { sub: 'a\nb' }, 'TOKEN_CLAIM_MISSING'],
    ['no end', { exp: undefined }, 'TOKEN_CLAIM_MISSING'],
    ['an end that is no number', { exp: 'tomorrow' }, 'TOKEN_CLAIM_MISSING'],
    ['groups of a strange shape', { groups: { a: 1 } }, 'TOKEN_CLAIM_MISSING'],
    ['groups that are no text', { groups: ['a', 1] }, 'TOKEN_CLAIM_MISSING'],
    ['groups left out by Entra', { _claim_names: { groups: 'src1' } }, 'TOKEN_GROUPS_OVERAGE'],
    ['groups left out by Entra, implicit flow', { hasgroups: true }, 'TOKEN_GROUPS_OVERAGE'],
    [
      'more groups than a record holds',
      { groups: Array.from({ length: 513 }, (_, i) => `${i}`) },
      'TOKEN_GROUPS_OVERAGE',
    ],
  ])('%s', async (_name, claims, code) => {
    expect(await codeOf(await issuer.token(key, claims))).toBe(code);
  });

  it('tolerates the configured clock skew, and no more', async () => {
    expect(await codeOf(await issuer.token(key, { exp: nowS() - 29 }))).toBe('verified');
    expect(await codeOf(await issuer.token(key, { nbf: nowS() + 29 }))).toBe('verified');
    expect(await codeOf(await issuer.token(key, { exp: nowS() - 31 }))).toBe('TOKEN_EXPIRED');
  });
});

describe('forgeries', () => {
  it('a key the issuer does not publish, under a published id', async () => {
    expect(await codeOf(await issuer.token({ ...other, kid: key.kid }))).toBe('TOKEN_SIGNATURE_INVALID');
  });

  it('a key id nobody knows', async () => {
    expect(await codeOf(await issuer.token(other))).toBe('TOKEN_KEY_UNKNOWN');
  });

  it('a key the token brings along', async () => {
    const header = { jwk: other.publicJwk, jku: 'http://127.0.0.1:1/', kid: '../../keys' };
    expect(await codeOf(await issuer.token(other, {}, header))).toBe('TOKEN_KEY_UNKNOWN');
  });

  it.each(['none', 'None', 'NONE', 'nOnE'])('no signature (%s)', async (alg) => {
    const claims = { iss: issuer.url, aud: 'sallyport', sub: 'admin', exp: nowS() + 60 };
    expect(await codeOf(rawToken({ alg, kid: 'k1' }, claims))).toBe('TOKEN_ALGORITHM_REFUSED');
  });

  it('HMAC with the public key as its secret', async () => {
    const publicKey = (await importJWK(key.publicJwk, 'ES256', { extractable: true })) as CryptoKey;
    const claims = { iss: issuer.url, aud: 'sallyport', sub: 'admin', exp: nowS() + 60 };
    const unsigned = rawToken({ alg: 'HS256', kid: 'k1' }, claims).slice(0, -1);
    for (const secret of [await exportSPKI(publicKey), JSON.stringify(key.publicJwk)]) {
      const token = `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
      expect(await codeOf(token)).toBe('TOKEN_ALGORITHM_REFUSED');
    }
  });

  it('HMAC stays refused when the key set holds a symmetric key', async () => {
    issuer.publish({ kty: 'oct', k: Buffer.from('secret').toString('base64url'), kid: 'k3', alg: 'HS256' });
    const claims = { iss: issuer.url, aud: 'sallyport', sub: 'admin', exp: nowS() + 60 };
    const unsigned = rawToken({ alg: 'HS256', kid: 'k3' }, claims).slice(0, -1);
    const token = `${unsigned}.${createHmac('sha256', 'secret').update(unsigned).digest('base64url')}`;
    const loose = verifierWith({ algorithms: ['HS256', 'ES256'] });
    expect(await codeOf(token, loose)).toBe('TOKEN_KEY_UNKNOWN');
  });

  it('an algorithm outside the issuer’s list', async () => {
    expect(await codeOf(await issuer.token(key), verifierWith({ algorithms: ['RS256'] }))).toBe(
      'TOKEN_ALGORITHM_REFUSED',
    );
  });

  it.each(['logout+jwt', 'dpop+jwt', 'secevent+jwt', 7])('another kind of JWT (%s)', async (typ) => {
    expect(await codeOf(await issuer.token(key, {}, { typ }))).toBe('TOKEN_MALFORMED');
  });

  it('extensions that must be understood', async () => {
    const [, payload = '', signature = ''] = (await issuer.token(key)).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: 'k1', crit: ['exp'], exp: 1 }));
    expect(await codeOf(`${header.toString('base64url')}.${payload}.${signature}`)).toBe('TOKEN_MALFORMED');
  });
});

describe('for every change', () => {
  it('of one character, anywhere, the token is refused', async () => {
    const token = await issuer.token(key, { jti: 'one' });
    const character = fc.constantFrom(
      'A',
      'B',
      'Q',
      'g',
      'w',
      'z',
      '0',
      '-',
      '_',
      '.',
      '=',
      '+',
      '/',
      ' ',
      '\n',
      'é',
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), character, fc.boolean(), async (at, other, replace) => {
        const changed = token.slice(0, at) + other + token.slice(replace ? at + 1 : at);
        if (changed !== token) expect(await codeOf(changed)).not.toBe('verified');
      }),
      { numRuns: 500 },
    );
    expect(await codeOf(token)).toBe('verified');
  });

  it('of parts between two good tokens, the mixture is refused', async () => {
    const tokens = [await issuer.token(key), await issuer.token(key, { sub: 'bob' }, { typ: 'JWT' })];
    const [one = [], two = []] = tokens.map((token) => token.split('.'));
    for (const from of [1, 2, 3, 4, 5, 6]) {
      const mixed = one.map((part, at) => ((from >> at) & 1 ? (two[at] ?? '') : part)).join('.');
      expect(await codeOf(mixed), mixed).toBe('TOKEN_SIGNATURE_INVALID');
    }
  });
});

describe('remembering', () => {
  it('answers from the cache until the token ends, a minute at most', async () => {
    const token = await issuer.token(key);
    expect(verifier.cached(token)).toBeUndefined();
    const caller = await callerOf(token);
    expect(verifier.cached(token)).toBe(caller);
    nowMs += 59_000;
    expect(verifier.cached(token)).toBe(caller);
    nowMs += 1_000;
    expect(verifier.cached(token)).toBeUndefined();
    const short = await issuer.token(key, { exp: nowS() + 5 });
    await callerOf(short);
    nowMs += 34_000;
    expect(verifier.cached(short)).toBeDefined();
    nowMs += 1_000;
    expect(verifier.cached(short)).toBeUndefined();
    expect(await codeOf(short)).toBe('TOKEN_EXPIRED');
  });

  it('forgets by token, by subject, and everything', async () => {
    const one = await issuer.token(key, { jti: 'one' });
    const two = await issuer.token(key, { jti: 'two', sub: 'bob' });
    const known = async () => {
      await Promise.all([verifier.verify(one), verifier.verify(two)]);
      return () => [one, two].map((token) => verifier.cached(token) !== undefined);
    };
    let state = await known();
    verifier.forget({ kind: 'token', tokenId: 'one' });
    expect(state()).toEqual([false, true]);
    state = await known();
    verifier.forget({ kind: 'subject', issuer: issuer.url, subject: 'bob' });
    expect(state()).toEqual([true, false]);
    state = await known();
    verifier.forget({ kind: 'all' });
    expect(state()).toEqual([false, false]);
  });

  it('does not remember what was forgotten while it was being verified', async () => {
    const token = await issuer.token(key, { jti: 'one' });
    const verifying = verifier.verify(token);
    verifier.forget({ kind: 'token', tokenId: 'one' });
    expect((await verifying).kind).toBe('verified');
    expect(verifier.cached(token)).toBeUndefined();
  });

  it('verifies the same token once for all that wait', async () => {
    const token = await issuer.token(key);
    const results = await Promise.all(Array.from({ length: 20 }, () => verifier.verify(token)));
    const callers = results.map((result) => (result.kind === 'verified' ? result.caller : undefined));
    expect(new Set(callers).size).toBe(1);
    expect(callers[0]).toBeDefined();
    expect(issuer.keyRequests()).toBe(1);
  });

  it('takes other issuers into use at once', async () => {
    const token = await issuer.token(key);
    await callerOf(token);
    verifier.configure([issuer.settings({ audiences: ['another'] })]);
    expect(verifier.cached(token)).toBeUndefined();
    expect(await codeOf(token)).toBe('TOKEN_AUDIENCE_WRONG');
    verifier.configure([]);
    expect(await codeOf(token)).toBe('TOKEN_ISSUER_UNKNOWN');
  });
});
