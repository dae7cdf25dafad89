/** Private halves of signing keys at rest: encrypted (JWE, A256GCM) under a key that only holders of the root key can derive. */
import { createPrivateKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import type { Signer } from '@sallyport/control/keys/compact-jws';

const KEY_BYTES = 32;

export async function sealKey(key: KeyObject, root: Signer): Promise<string> {
  return new CompactEncrypt(key.export({ type: 'pkcs8', format: 'der' }))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(sealOf(root));
}

/** Undefined when another root has sealed it. */
export async function unsealKey(sealed: string, root: Signer): Promise<KeyObject | undefined> {
  try {
    const { plaintext } = await compactDecrypt(sealed, sealOf(root), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return createPrivateKey({ key: Buffer.from(plaintext), type: 'pkcs8', format: 'der' });
  } catch {
    return undefined;
  }
}

function sealOf({ privateKey }: Signer): Uint8Array {
  const secret = privateKey.export({ type: 'pkcs8', format: 'der' });
  return new Uint8Array(hkdfSync('sha256', secret, '', 'sallyport signing keys at rest', KEY_BYTES));
}
