/** The provider's keys and secrets, kept in a file of the state folder so that what it issued survives a restart. */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** A key pair as JWK; `kid` and `alg` are always there. */
export interface SigningKey extends JWK {
  readonly kid: string;
  readonly alg: 'ES256';
}

export interface ProviderSecrets {
  /** The first one signs; the others still verify. */
  readonly keys: readonly [SigningKey, ...SigningKey[]];
  readonly cookieSecret: string;
  /** OAuth client secret of the demo agent. */
  readonly agentSecret: string;
}

/** Verifiers cache a key set for minutes and tokens live for an hour: older keys than these have no valid token left. */
const keysKeptMax = 3;
const fileName = 'secrets.json';

async function newKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' };
}

function save(folder: string, secrets: ProviderSecrets): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, fileName);
  const next = `${file}.next`;
  writeFileSync(next, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  chmodSync(next, 0o600);
  renameSync(next, file);
}

/** Reads the secrets of `folder`, or makes them. */
export async function openSecrets(folder: string): Promise<ProviderSecrets> {
  const file = path.join(folder, fileName);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as ProviderSecrets;
  const secrets: ProviderSecrets = {
    keys: [await newKey()],
    cookieSecret: randomBytes(32).toString('base64url'),
    agentSecret: randomBytes(32).toString('base64url'),
  };
  save(folder, secrets);
  return secrets;
}

/** Puts a new signing key before the others and forgets the oldest. */
export async function rotate(folder: string, secrets: ProviderSecrets): Promise<ProviderSecrets> {
  const kept = secrets.keys.slice(0, keysKeptMax - 1);
  const rotated: ProviderSecrets = { ...secrets, keys: [await newKey(), ...kept] };
  save(folder, rotated);
  return rotated;
}
