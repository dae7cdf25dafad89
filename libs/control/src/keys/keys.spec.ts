/** Keys: what a root certifies is trusted, and nothing else is. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { testKeys } from '../fixtures/test-keys.js';
import { certifyKey } from './certify-key.js';
import { signCompact } from './compact-jws.js';
import { keyRing, learnKey } from './key-ring.js';
import { readPinnedRoots, readRootKey, RootKeyError } from './root-key.js';

describe('a key ring', () => {
  it('learns the keys that its root has signed', async () => {
    const { root, roots, key } = await testKeys();
    const learnt = await learnKey(keyRing(roots), await certifyKey(key, root));
    expect(learnt.kind).toBe('learnt');
    expect(learnt.kind === 'learnt' && [...learnt.ring.keys.keys()]).toEqual([key.kid]);
  });

  it('refuses a key of another root', async () => {
    const { key } = await testKeys();
    const other = await testKeys();
    const mine = await testKeys();
    expect(await learnKey(keyRing(mine.roots), await certifyKey(key, other.root))).toEqual({
      kind: 'refused',
      code: 'ROOT_UNKNOWN',
    });
    const forged = { ...other.root, kid: mine.root.kid };
    expect(await learnKey(keyRing(mine.roots), await certifyKey(key, forged))).toEqual({
      kind: 'refused',
      code: 'KEY_SIGNATURE_INVALID',
    });
  });

  it('refuses what is signed for another purpose, changed, or no key', async () => {
    const { root, roots, key } = await testKeys();
    const jws = await certifyKey(key, root);
    const [header, , signature] = jws.split('.');
    const otherPayload = Buffer.from('{}').toString('base64url');
    const codes = await Promise.all(
      [
        await signCompact(Buffer.from('{}'), 'sallyport-statement', root),
        await signCompact(Buffer.from('{"nbf":1,"exp":2}'), 'sallyport-key', root),
        `${header}.${otherPayload}.${signature}`,
        `${jws}=`,
        '',
      ].map(async (text) => {
        const result = await learnKey(keyRing(roots), text);
        return result.kind === 'refused' && result.code;
      }),
    );
    expect(codes).toEqual([
      'KEY_MALFORMED',
      'KEY_MALFORMED',
      'KEY_SIGNATURE_INVALID',
      'KEY_MALFORMED',
      'KEY_MALFORMED',
    ]);
  });
});

describe('root keys', () => {
  it('are read from PEM, JWK and JWK set, private or public, and have the same id', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const texts = [
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      JSON.stringify(publicKey.export({ format: 'jwk' })),
      JSON.stringify({ keys: [publicKey.export({ format: 'jwk' })] }),
    ];
    const kids = await Promise.all(
      texts.map(async (text) => (await readPinnedRoots(text)).map(({ kid }) => kid)),
    );
    const { kid } = await readRootKey(texts[0] ?? '');
    expect(kids).toEqual([[kid], [kid], [kid], [kid]]);
  });

  it('are refused when they are of another kind, without a word of the file', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const text of [pem, 'secret words', '{"keys":[]}']) {
      await expect(readPinnedRoots(text)).rejects.toThrow(RootKeyError);
      await expect(readPinnedRoots(text)).rejects.not.toThrow('secret words');
      await expect(readRootKey(text)).rejects.toThrow(RootKeyError);
    }
  });
});
