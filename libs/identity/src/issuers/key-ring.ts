/**
 * The keys of one issuer over time: fetched once, kept fresh in the background, looked up again for an unknown key
 * id within bounds, and believed for some hours while the provider is down.
 */
import type { CryptoKey } from 'jose';
import {
  FETCH_RETRY_MS,
  KEYS_FRESH_MS,
  KEYS_STALE_MS,
  UNKNOWN_KEYS_MAX,
  UNKNOWN_KEY_MEMORY_MS,
  UNKNOWN_KEY_REFETCH_MS,
} from '../limits.js';
import type { KeySet } from './key-set.js';

export interface KeyHeader {
  readonly alg: string;
  readonly kid: string | undefined;
}

export type FoundKey =
  | { readonly kind: 'key'; readonly key: CryptoKey }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unavailable' };

export interface KeyRing {
  keyFor(header: KeyHeader): Promise<FoundKey>;
}

export interface KeyRingOptions {
  /** Rejects when the keys cannot be had now. */
  readonly load: () => Promise<KeySet>;
  readonly nowMs: () => number;
  /** Keys were added, changed or taken back. */
  readonly onChanged: () => void;
  /** The keys could not be fetched. */
  readonly onFailed: (error: unknown) => void;
}

export function createKeyRing({ load, nowMs, onChanged, onFailed }: KeyRingOptions): KeyRing {
  let keys: KeySet | undefined;
  let fetchedAtMs = -Infinity;
  let failedAtMs = -Infinity;
  let unknownRefetchAtMs = -Infinity;
  let running: Promise<boolean> | undefined;
  /** Key ids looked for in vain, and until when they are not looked for again. */
  const missing = new Map<string, number>();

  /** Never rejects; true when the keys are fresh now. */
  function refresh(): Promise<boolean> {
    running ??= load()
      .then(
        (loaded) => {
          const changed = keys !== undefined && keys.fingerprint !== loaded.fingerprint;
          keys = loaded;
          fetchedAtMs = nowMs();
          failedAtMs = -Infinity;
          if (changed) onChanged();
          return true;
        },
        (error: unknown) => {
          failedAtMs = nowMs();
          onFailed(error);
          return false;
        },
      )
      .finally(() => {
        running = undefined;
      });
    return running;
  }

  const resting = (now: number) => now - failedAtMs < FETCH_RETRY_MS;

  async function current(): Promise<KeySet | undefined> {
    const age = nowMs() - fetchedAtMs;
    if (keys !== undefined && age <= KEYS_STALE_MS) {
      if (age > KEYS_FRESH_MS && !resting(nowMs())) void refresh();
      return keys;
    }
    if (running === undefined && resting(nowMs())) return undefined;
    return (await refresh()) ? keys : undefined;
  }

  /** Whether an unknown key id is worth asking the provider; several at once share one question. */
  function worthAsking(kid: string): boolean {
    const now = nowMs();
    if ((missing.get(kid) ?? -Infinity) > now) return false;
    if (running !== undefined) return true;
    if (now - unknownRefetchAtMs < UNKNOWN_KEY_REFETCH_MS) return false;
    unknownRefetchAtMs = now;
    return true;
  }

  function remember(kid: string): void {
    missing.delete(kid);
    missing.set(kid, nowMs() + UNKNOWN_KEY_MEMORY_MS);
    for (const oldest of missing.keys()) {
      if (missing.size <= UNKNOWN_KEYS_MAX) break;
      missing.delete(oldest);
    }
  }

  return {
    async keyFor(header) {
      const set = await current();
      if (set === undefined) return { kind: 'unavailable' };
      const found = await find(set, header);
      if (found !== undefined) return { kind: 'key', key: found };
      if (header.kid === undefined || !worthAsking(header.kid)) return { kind: 'unknown' };
      if (!(await refresh())) return { kind: 'unavailable' };
      const later = keys && (await find(keys, header));
      if (later !== undefined) return { kind: 'key', key: later };
      remember(header.kid);
      return { kind: 'unknown' };
    },
  };
}

/** Undefined: no key fits, several do, or the one that does cannot be used. */
async function find(set: KeySet, { alg, kid }: KeyHeader): Promise<CryptoKey | undefined> {
  try {
    return await set.find({ alg, ...(kid !== undefined && { kid }) });
  } catch {
    return undefined;
  }
}
