/**
 * The key that signs session tokens: SALLYPORT_TOKEN_KEY_FILE.
 *
 * Ed25519 or P-256, as PKCS #8 in PEM (`openssl genpkey -algorithm ed25519`), as a JWK, or as a JWK set: there the
 * first key signs and all of them verify, so that a new key can be put in front and the old one left to die out.
 * Every replica must have the same file.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { ReadResult } from '@sallyport/identity/policy-file/tracked-reader';
import { calculateJwkThumbprint } from 'jose';
import type { JSONWebKeySet, JWK } from 'jose';

export interface TokenKey {
  readonly keyId: string;
  readonly algorithm: TokenKeyAlgorithm;
  readonly privateKey: KeyObject;
  /** Public halves of all keys: what is published, and what session tokens are verified with. */
  readonly published: JSONWebKeySet;
}

export const TOKEN_KEY_ALGORITHMS = ['EdDSA', 'ES256'] as const;
export type TokenKeyAlgorithm = (typeof TOKEN_KEY_ALGORITHMS)[number];

export type TokenKeyResult =
  | { readonly kind: 'key'; readonly key: TokenKey }
  /** One sentence that holds nothing of the file. */
  | { readonly kind: 'refused'; readonly sentence: string };

const EXPECTED = 'The token key must be an Ed25519 or P-256 private key: PKCS #8 in PEM, a JWK or a JWK set.';

export async function readTokenKey(file: ReadResult): Promise<TokenKeyResult> {
  if (file.kind === 'unreadable') {
    return { kind: 'refused', sentence: `The token key file cannot be read (${file.why}).` };
  }
  try {
    const [first, ...others] = keysIn(file.bytes.toString('utf8').trim());
    const algorithm = first && algorithmOf(first);
    if (first?.type !== 'private' || algorithm === undefined) return { kind: 'refused', sentence: EXPECTED };
    const keys = await Promise.all([first, ...others].map(publicJwk));
    const keyId = keys[0]?.kid ?? '';
    return { kind: 'key', key: { keyId, algorithm, privateKey: first, published: { keys } } };
  } catch {
    // The cause may quote the key.
    return { kind: 'refused', sentence: EXPECTED };
  }
}

function keysIn(text: string): KeyObject[] {
  if (!text.startsWith('{')) return [createPrivateKey(text)];
  const json = JSON.parse(text) as JWK & { readonly keys?: readonly JWK[] };
  return (json.keys ?? [json]).map((jwk) =>
    jwk.d === undefined
      ? createPublicKey({ key: jwk, format: 'jwk' })
      : createPrivateKey({ key: jwk, format: 'jwk' }),
  );
}

function algorithmOf(key: KeyObject): TokenKeyAlgorithm | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA';
  return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'ES256' : undefined;
}

/** The key id is the key's thumbprint (RFC 7638), so that every replica finds the same. */
async function publicJwk(key: KeyObject): Promise<JWK> {
  const algorithm = algorithmOf(key);
  if (algorithm === undefined) throw new TypeError('unsupported key');
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' }) as JWK;
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: algorithm, use: 'sig' };
}
