/** A provider's published keys, reduced to those that may verify a signature. */
import { createLocalJWKSet } from 'jose';
import type { JSONWebKeySet, LocalJWKSet } from 'jose';
import { KEYS_MAX } from '../limits.js';
import { isRecord } from '../token/compact.js';
import { FetchError } from './fetch-json.js';

export interface KeySet {
  readonly find: LocalJWKSet;
  /** Equal for equal keys. */
  readonly fingerprint: string;
}

const PUBLIC_KEY_TYPES = new Set<unknown>(['RSA', 'EC', 'OKP']);

/**
 * Symmetric keys are dropped, and so are private ones: who publishes a private key has lost it.
 * @throws FetchError when the document is no key set or holds too many keys.
 */
export function readKeySet(document: unknown): KeySet {
  const listed = isRecord(document) ? document['keys'] : undefined;
  if (!Array.isArray(listed)) throw new FetchError('the key set has no `keys`');
  if (listed.length > KEYS_MAX) throw new FetchError(`the key set has more than ${KEYS_MAX} keys`);
  const keys = (listed as readonly unknown[]).filter(
    (key) => isRecord(key) && PUBLIC_KEY_TYPES.has(key['kty']) && !Object.hasOwn(key, 'd'),
  ) as JSONWebKeySet['keys'];
  const fingerprint = keys.map((key) => JSON.stringify(key)).sort();
  return { find: createLocalJWKSet({ keys }), fingerprint: fingerprint.join('\n') };
}
