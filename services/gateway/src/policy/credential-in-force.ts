/** A connection's credential, fetched from where the document says it is. The value never reaches a message. */
import type { Credential, SecretSource } from '@sallyport/policy/document/credential';
import type { ReadPolicyFile } from '@sallyport/identity/policy-file/tracked-reader';
import type { CredentialInForce } from '../core/ports/policy-in-force.js';

/** Header values that common servers still take. */
const SECRET_BYTES_MAX = 16 * 1024;

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ReadCredential {
  readonly credential: CredentialInForce;
  /** Why it is unavailable: a sentence that names the place, not the value. */
  readonly problem?: string;
}

export async function readCredential(
  settings: Credential,
  environment: Environment,
  read: ReadPolicyFile,
): Promise<ReadCredential> {
  if (settings === 'none') return { credential: { kind: 'none' } };
  const secret = await readSecret(settings.value, environment, read);
  if (secret.kind === 'problem') return { credential: { kind: 'unavailable' }, problem: secret.sentence };
  const value = settings.scheme === undefined ? secret.value : `${settings.scheme} ${secret.value}`;
  return { credential: { kind: 'header', name: settings.header, value } };
}

type Secret =
  | { readonly kind: 'secret'; readonly value: string }
  | { readonly kind: 'problem'; readonly sentence: string };

async function readSecret(
  source: SecretSource,
  environment: Environment,
  read: ReadPolicyFile,
): Promise<Secret> {
  const problem = (sentence: string): Secret => ({ kind: 'problem', sentence });
  const where = 'env' in source ? 'This environment variable' : 'This file';
  let raw: string | undefined;
  if ('env' in source) {
    raw = environment[source.env];
    if (raw === undefined)
      return problem(`${where} is not set: the connection is closed until the gateway starts with it.`);
  } else {
    const result = await read(source.file);
    if (result.kind === 'unreadable') {
      return problem(`${where} cannot be read (${result.why}): the connection is closed until it can.`);
    }
    raw = result.bytes.toString('utf8');
  }
  const value = raw.trim();
  if (value === '') return problem(`${where} is empty: the connection is closed.`);
  if (value.length > SECRET_BYTES_MAX) return problem(`${where} holds more than ${SECRET_BYTES_MAX} bytes.`);
  if (!/^[\x20-\x7e]+$/.test(value)) {
    return problem(`${where} holds characters that a header cannot carry: the connection is closed.`);
  }
  return { kind: 'secret', value };
}
