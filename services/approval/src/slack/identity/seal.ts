/** Secrets at rest (JWE, A256GCM), under a key derived from the configured one. */
import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';

const KEY_BYTES = 32;

export interface Seal {
  seal(text: string): Promise<string>;
  /** Undefined when another key has sealed it. */
  open(sealed: string): Promise<string | undefined>;
}

export function sealOf(secret: string): Seal {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'sallyport logins at rest', KEY_BYTES));
  return {
    seal: (text) =>
      new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(key),
    async open(sealed) {
      try {
        const { plaintext } = await compactDecrypt(sealed, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return new TextDecoder().decode(plaintext);
      } catch {
        return undefined;
      }
    },
  };
}
