import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readTokenKey } from './token-key.js';

const read = (text: string) => readTokenKey({ kind: 'read', bytes: Buffer.from(text) });
const ed25519 = () => generateKeyPairSync('ed25519').privateKey;
const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const pem = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString();
const jwk = (key: KeyObject) => key.export({ format: 'jwk' });

describe('the token key', () => {
  it.each([
    ['Ed25519 in PEM', pem(ed25519()), 'EdDSA'],
    ['P-256 in PEM', `\n${pem(p256())}\n`, 'ES256'],
    ['Ed25519 as a JWK', JSON.stringify(jwk(ed25519())), 'EdDSA'],
    ['P-256 as a JWK', JSON.stringify(jwk(p256())), 'ES256'],
  ])('may be %s', async (_name, text, algorithm) => {
    expect(await read(text)).toMatchObject({ kind: 'key', key: { algorithm } });
  });

  it('has the same id wherever it is read, and publishes no secret', async () => {
    const key = ed25519();
    const [a, b] = await Promise.all([read(pem(key)), read(JSON.stringify({ ...jwk(key), kid: 'mine' }))]);
    expect(a.kind === 'key' && b.kind === 'key' && a.key.keyId === b.key.keyId).toBe(true);
    expect(JSON.stringify(a.kind === 'key' && a.key.published)).not.toContain('"d"');
  });

  it('may be the first of a set, whose other keys still verify', async () => {
    const [next, last] = [ed25519(), p256()];
    const lastPublic = createPublicKey(last).export({ format: 'jwk' });
    const result = await read(JSON.stringify({ keys: [jwk(next), lastPublic] }));
    expect(result).toMatchObject({ kind: 'key', key: { algorithm: 'EdDSA' } });
    expect(result.kind === 'key' && result.key.published.keys).toHaveLength(2);
  });

  it.each([
    ['nothing', ''],
    ['text', 'secret-value'],
    ['RSA', pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)],
    ['P-384', pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey)],
    [
      'a public key',
      generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    ],
    ['a public JWK', JSON.stringify(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }))],
    ['a symmetric JWK', JSON.stringify({ kty: 'oct', k: 'c2VjcmV0LXZhbHVl' })],
    ['an empty set', '{"keys":[]}'],
  ])('is refused when it is %s, without showing it', async (_name, text) => {
    const result = await read(text);
    expect(result.kind).toBe('refused');
    expect(JSON.stringify(result)).not.toContain('secret-value');
  });
});
