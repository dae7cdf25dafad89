/** The keys a gateway trusts: roots by configuration, signing keys because a root has signed them. */
import { clockSkewMsMax, keysMax } from '../limits.js';
import { readCertifiedKey } from './certify-key.js';
import type { CertifiedKey, KeyRefusalCode } from './certify-key.js';
import type { PinnedRoot } from './root-key.js';

export interface KeyRing {
  readonly roots: readonly PinnedRoot[];
  /** By key id. */
  readonly keys: ReadonlyMap<string, CertifiedKey>;
}

export type LearnResult =
  | { readonly kind: 'learnt'; readonly ring: KeyRing; readonly key: CertifiedKey }
  | { readonly kind: 'refused'; readonly code: KeyRefusalCode };

export function keyRing(roots: readonly PinnedRoot[]): KeyRing {
  return { roots, keys: new Map() };
}

/** The ring with one key more, where a root has signed it; the keys that ended first make room. */
export async function learnKey(ring: KeyRing, jws: string): Promise<LearnResult> {
  const read = await readCertifiedKey(jws, ring.roots);
  if (read.kind === 'refused') return read;
  const keys = [...ring.keys.values()].filter(({ kid }) => kid !== read.key.kid);
  const newest = [...keys, read.key].sort((a, b) => b.untilMs - a.untilMs).slice(0, keysMax);
  const known = new Map(newest.map((key) => [key.kid, key]));
  return { kind: 'learnt', ring: { ...ring, keys: known }, key: read.key };
}

/** Whether the key signs at this time, by a clock that may be off. */
export function signsAt(key: CertifiedKey, nowMs: number): boolean {
  return nowMs >= key.fromMs - clockSkewMsMax && nowMs <= key.untilMs + clockSkewMsMax;
}
