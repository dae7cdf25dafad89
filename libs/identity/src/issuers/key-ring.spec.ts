import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testIssuer, testKey } from '../fixtures/test-issuer.js';
import type { TestIssuer, TestKey } from '../fixtures/test-issuer.js';
import { KEYS_FRESH_MS, KEYS_STALE_MS, UNKNOWN_KEY_REFETCH_MS } from '../limits.js';
import { createTokenVerifier } from '../verify/token-verifier.js';
import type { TokenVerifier } from '../verify/token-verifier.js';

let nowMs: number;
let issuer: TestIssuer;
let first: TestKey;
let second: TestKey;
let verifier: TokenVerifier;
let failures: string[];

beforeEach(async () => {
  nowMs = 1_800_000_000_000;
  issuer = await testIssuer(() => nowMs);
  [first, second] = await Promise.all([testKey('first'), testKey('second')]);
  issuer.publish(first.publicJwk);
  failures = [];
  verifier = createTokenVerifier({
    issuers: [issuer.settings()],
    nowMs: () => nowMs,
    onKeysFailed: (name, error) => failures.push(`${name}: ${error instanceof Error ? error.message : ''}`),
  });
});

afterEach(() => issuer[Symbol.asyncDispose]());

/** Verifies a fresh token signed by the key. */
async function use(key: TestKey): Promise<string> {
  const result = await verifier.verify(await issuer.token(key, { jti: crypto.randomUUID() }));
  return result.kind === 'verified' ? 'verified' : result.code;
}

describe('keys', () => {
  it('are fetched once', async () => {
    for (let i = 0; i < 5; i++) expect(await use(first)).toBe('verified');
    expect(issuer.keyRequests()).toBe(1);
  });

  it('that are rotated in are found at their first use', async () => {
    expect(await use(first)).toBe('verified');
    issuer.publish(first.publicJwk, second.publicJwk);
    expect(await use(second)).toBe('verified');
    expect(issuer.keyRequests()).toBe(2);
  });

  it('that nobody knows cause one look per half minute, however many come', async () => {
    const strangers = await Promise.all(Array.from({ length: 5 }, (_, i) => testKey(`stranger-${i}`)));
    await use(first);
    expect(await Promise.all(strangers.map(use))).toEqual(Array(5).fill('TOKEN_KEY_UNKNOWN'));
    expect(issuer.keyRequests()).toBe(2);
    issuer.publish(first.publicJwk, second.publicJwk);
    expect(await use(second)).toBe('TOKEN_KEY_UNKNOWN');
    nowMs += UNKNOWN_KEY_REFETCH_MS;
    expect(await use(second)).toBe('verified');
    expect(issuer.keyRequests()).toBe(3);
  });

  it('that were looked for in vain are not looked for again soon', async () => {
    await use(first);
    expect(await use(second)).toBe('TOKEN_KEY_UNKNOWN');
    nowMs += UNKNOWN_KEY_REFETCH_MS;
    expect(await use(second)).toBe('TOKEN_KEY_UNKNOWN');
    expect(issuer.keyRequests()).toBe(2);
  });

  it('that are taken back die with the next look, remembered tokens included', async () => {
    const token = await issuer.token(first);
    await verifier.verify(token);
    issuer.publish(second.publicJwk);
    expect(verifier.cached(token)).toBeDefined();
    nowMs += KEYS_FRESH_MS + 1;
    await verifier.verify(await issuer.token(first, { jti: 'again' }));
    await expect.poll(() => issuer.keyRequests()).toBe(2);
    await expect.poll(() => use(first)).toBe('TOKEN_KEY_UNKNOWN');
    expect(verifier.cached(token)).toBeUndefined();
  });

  it('are believed for some hours while the provider is down, and no longer', async () => {
    await use(first);
    issuer.answer(500);
    nowMs += KEYS_STALE_MS - 1000;
    expect(await use(first)).toBe('verified');
    await expect.poll(() => failures).toEqual([expect.stringContaining('answers 500')]);
    nowMs += 2000;
    expect(await use(first)).toBe('ISSUER_UNAVAILABLE');
    issuer.answer(200);
    nowMs += 6000;
    expect(await use(first)).toBe('verified');
  });

  it('that cannot be fetched at all are asked for with pauses', async () => {
    issuer.answer(503);
    expect(await Promise.all([use(first), use(first)])).toEqual(['ISSUER_UNAVAILABLE', 'ISSUER_UNAVAILABLE']);
    expect(await use(first)).toBe('ISSUER_UNAVAILABLE');
    expect(failures).toHaveLength(1);
    issuer.answer(200);
    nowMs += 5000;
    expect(await use(first)).toBe('verified');
  });

  it('unknown while the provider is down are no verdict on the token', async () => {
    await use(first);
    issuer.answer(500);
    expect(await use(second)).toBe('ISSUER_UNAVAILABLE');
  });

  it('come from the configured address, or from the discovery document of exactly this issuer', async () => {
    verifier.configure([issuer.settings({ keys: { kind: 'jwks', uri: `${issuer.url}/keys` } })]);
    expect(await use(first)).toBe('verified');
    const slash = `${issuer.url}/`;
    verifier.configure([issuer.settings({ issuer: slash })]);
    const result = await verifier.verify(await issuer.token(first, { iss: slash }));
    expect(result).toMatchObject({ kind: 'refused', code: 'ISSUER_UNAVAILABLE', claimedIssuer: slash });
    expect(failures).toEqual([expect.stringContaining('names another issuer')]);
  });

  it('survive a change of settings that does not touch them', async () => {
    await use(first);
    verifier.configure([issuer.settings({ clockSkewS: 10 })]);
    expect(await use(first)).toBe('verified');
    expect(issuer.keyRequests()).toBe(1);
  });

  it('that are private are not used', async () => {
    const { exportJWK } = await import('jose');
    issuer.publish({ ...(await exportJWK(first.privateKey)), kid: 'first', alg: 'ES256' });
    expect(await use(first)).toBe('TOKEN_KEY_UNKNOWN');
  });
});
