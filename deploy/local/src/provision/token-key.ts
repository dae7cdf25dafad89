/** The key that signs session tokens: made once, the same for every gateway. */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';

/** Makes the file (Ed25519, PKCS #8 in PEM, readable by its owner only), unless it is there. */
export function ensureTokenKey(file: string): void {
  if (existsSync(file)) return;
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
}
