/**
 * The way back from placeholders to values, as plain data to store anywhere: each value sealed with AES-256-GCM under a key
 * of one session and identity. Who has another key, or moves an entry to another placeholder, opens nothing.
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { requireKey } from './action.js';

/** Placeholder to `nonce | ciphertext | tag` in base64url. */
export type ReverseMap = Readonly<Record<string, string>>;

const nonceBytes = 12;
const tagBytes = 16;

/** The nonce is derived from what is sealed: equal entries are equal bytes on every replica, and no nonce serves two texts. */
export function sealValue(sealKey: Uint8Array, placeholder: string, value: string): string {
  const key = requireKey(sealKey, 'tokenise');
  const nonce = createHmac('sha256', key)
    .update(`nonce\0${placeholder}\0${value}`)
    .digest()
    .subarray(0, nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(placeholder));
  return Buffer.concat([nonce, cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
    'base64url',
  );
}

/** Undefined where the entry was not sealed with this key for this placeholder. */
export function openValue(sealKey: Uint8Array, placeholder: string, sealed: string): string | undefined {
  const key = requireKey(sealKey, 'tokenise');
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.byteLength < nonceBytes + tagBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
    .setAAD(Buffer.from(placeholder))
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    return decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}

export function sealAll(sealKey: Uint8Array, tokens: ReadonlyMap<string, string>): ReverseMap {
  return Object.fromEntries(
    [...tokens].map(([placeholder, value]) => [placeholder, sealValue(sealKey, placeholder, value)]),
  );
}

export function openAll(sealKey: Uint8Array, map: ReverseMap): ReadonlyMap<string, string> {
  const opened = new Map<string, string>();
  for (const [placeholder, sealed] of Object.entries(map)) {
    const value = openValue(sealKey, placeholder, sealed);
    if (value !== undefined) opened.set(placeholder, value);
  }
  return opened;
}
