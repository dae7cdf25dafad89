/**
 * Signs and verifies compact JWS (RFC 7515 §7.1) with Ed25519 (RFC 8037), for one purpose each: `typ` says which.
 *
 * Each part must be the one canonical base64url spelling of its bytes; jose accepts others too, and then one signature
 * would cover several texts.
 */
import type { KeyObject } from 'node:crypto';
import { CompactSign, compactVerify, decodeProtectedHeader } from 'jose';

/** What is signed: a statement of the feed, or a key that signs those. */
export type Purpose = 'sallyport-statement' | 'sallyport-key';

const ALGORITHM = 'EdDSA';

export interface Signer {
  readonly kid: string;
  /** An Ed25519 private key. */
  readonly privateKey: KeyObject;
}

export async function signCompact(payload: Uint8Array, purpose: Purpose, signer: Signer): Promise<string> {
  return new CompactSign(payload)
    .setProtectedHeader({ alg: ALGORITHM, kid: signer.kid, typ: purpose })
    .sign(signer.privateKey);
}

/** The key id a text of this purpose names; undefined when it is none. Nothing is verified yet. */
export function keyIdOf(jws: string, purpose: Purpose): string | undefined {
  const parts = jws.split('.');
  if (parts.length !== 3 || !parts.every(isCanonical)) return undefined;
  try {
    const header = decodeProtectedHeader(jws);
    const known = Object.keys(header).every((name) => ['alg', 'kid', 'typ'].includes(name));
    if (!known || header.alg !== ALGORITHM || header.typ !== purpose) return undefined;
    return header.kid;
  } catch {
    return undefined;
  }
}

/** The payload; undefined when the signature is not this key's. */
export async function openCompact(jws: string, publicKey: KeyObject): Promise<Uint8Array | undefined> {
  try {
    return (await compactVerify(jws, publicKey, { algorithms: [ALGORITHM] })).payload;
  } catch {
    return undefined;
  }
}

function isCanonical(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
}
