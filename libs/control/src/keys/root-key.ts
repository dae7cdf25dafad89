/** Root keys: the one that certifies signing keys, and the public halves that gateways pin. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import type { Signer } from './compact-jws.js';

export interface PinnedRoot {
  /** The key's thumbprint (RFC 7638). */
  readonly kid: string;
  readonly publicKey: KeyObject;
}

const EXPECTED = 'must be an Ed25519 key: PEM, a JWK, or a JWK set';

/** A key file that is none. The message quotes nothing of it. */
export class RootKeyError extends Error {
  override readonly name = 'RootKeyError';
}

/**
 * The root keys that a text names, as PEM (SPKI or PKCS #8), a JWK, or a JWK set: a set lets a new root be pinned before
 * the old one goes. Of a private key the public half is taken.
 * @throws RootKeyError
 */
export async function readPinnedRoots(text: string): Promise<readonly PinnedRoot[]> {
  let keys: readonly KeyObject[];
  try {
    keys = keysIn(text.trim());
  } catch {
    throw new RootKeyError(EXPECTED);
  }
  if (keys.length === 0 || keys.some((key) => key.asymmetricKeyType !== 'ed25519'))
    throw new RootKeyError(EXPECTED);
  return Promise.all(keys.map(async (publicKey) => ({ kid: await keyId(publicKey), publicKey })));
}

/**
 * The root key itself, from PEM (PKCS #8) or a private JWK.
 * @throws RootKeyError
 */
export async function readRootKey(text: string): Promise<Signer> {
  let privateKey: KeyObject;
  try {
    const trimmed = text.trim();
    privateKey = trimmed.startsWith('{')
      ? createPrivateKey({ key: JSON.parse(trimmed) as JsonWebKey, format: 'jwk' })
      : createPrivateKey(trimmed);
  } catch {
    throw new RootKeyError('must be an Ed25519 private key: PKCS #8 in PEM, or a JWK');
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new RootKeyError(EXPECTED);
  return { kid: await keyId(createPublicKey(privateKey)), privateKey };
}

/** A key's id is its thumbprint (RFC 7638), so that everybody finds the same. */
export async function keyId(publicKey: KeyObject): Promise<string> {
  return calculateJwkThumbprint(publicKey.export({ format: 'jwk' }));
}

function keysIn(text: string): readonly KeyObject[] {
  if (!text.startsWith('{')) return [createPublicKey(text)];
  const json = JSON.parse(text) as JsonWebKey & { readonly keys?: readonly JsonWebKey[] };
  return (json.keys ?? [json]).map((key) => createPublicKey({ key, format: 'jwk' }));
}
