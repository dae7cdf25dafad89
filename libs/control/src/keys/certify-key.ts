/** What a root key says of a signing key: which it is, and from when to when it signs. */
import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { keyCharactersMax } from '../limits.js';
import { keyIdOf, openCompact, signCompact } from './compact-jws.js';
import type { Signer } from './compact-jws.js';
import { keyId } from './root-key.js';
import type { PinnedRoot } from './root-key.js';

export interface CertifiedKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
  /** Milliseconds since 1970. */
  readonly fromMs: number;
  readonly untilMs: number;
}

export type KeyRefusalCode = 'KEY_MALFORMED' | 'ROOT_UNKNOWN' | 'KEY_SIGNATURE_INVALID';

export type ReadKeyResult =
  | { readonly kind: 'key'; readonly key: CertifiedKey }
  | { readonly kind: 'refused'; readonly code: KeyRefusalCode };

/** The statement that gateways read; times are whole seconds in it. */
export async function certifyKey(key: CertifiedKey, root: Signer): Promise<string> {
  const { kty, crv, x } = key.publicKey.export({ format: 'jwk' });
  const claims = {
    jwk: { kty, crv, x, kid: key.kid },
    nbf: Math.floor(key.fromMs / 1000),
    exp: Math.floor(key.untilMs / 1000),
  };
  return signCompact(Buffer.from(JSON.stringify(claims)), 'sallyport-key', root);
}

export async function readCertifiedKey(jws: string, roots: readonly PinnedRoot[]): Promise<ReadKeyResult> {
  const kid = jws.length > keyCharactersMax ? undefined : keyIdOf(jws, 'sallyport-key');
  if (kid === undefined) return refused('KEY_MALFORMED');
  const root = roots.find((one) => one.kid === kid);
  if (root === undefined) return refused('ROOT_UNKNOWN');
  const payload = await openCompact(jws, root.publicKey);
  if (payload === undefined) return refused('KEY_SIGNATURE_INVALID');
  const key = await keyOf(payload);
  return key === undefined ? refused('KEY_MALFORMED') : { kind: 'key', key };
}

async function keyOf(payload: Uint8Array): Promise<CertifiedKey | undefined> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
    if (!isObject(claims) || !isObject(claims['jwk'])) return undefined;
    const { nbf, exp, jwk } = claims;
    if (typeof nbf !== 'number' || typeof exp !== 'number' || exp <= nbf) return undefined;
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    if (publicKey.asymmetricKeyType !== 'ed25519') return undefined;
    const kid = await keyId(publicKey);
    return jwk['kid'] === kid ? { kid, publicKey, fromMs: nbf * 1000, untilMs: exp * 1000 } : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(code: KeyRefusalCode): ReadKeyResult {
  return { kind: 'refused', code };
}
