/** The root key of the control feed: the approval service signs by it, gateways know its public half. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export interface ControlRootFiles {
  /** For the approval service alone. */
  readonly privateFile: string;
  /** For gateways. */
  readonly publicFile: string;
}

/** Makes what is missing; the public half is always that of the private key. */
export function ensureControlRoot({ privateFile, publicFile }: ControlRootFiles): void {
  if (!existsSync(privateFile)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  }
  const publicKey = createPublicKey(createPrivateKey(readFileSync(privateFile)));
  writeFileSync(publicFile, publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o644 });
}
