/** Keys of masking, all derived from one secret that every replica shares: SALLYPORT_MASKING_KEY_FILE. */
import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { MaskKeys } from '@sallyport/masking/actions/action';
import type { MaskOwner } from '../core/ports/policy-in-force.js';

/** Bytes of the secret and of every key. */
const keyBytes = 32;

export type MaskSecretResult =
  | { readonly kind: 'secret'; readonly secret: Buffer }
  /** One sentence that holds nothing of the file. */
  | { readonly kind: 'refused'; readonly sentence: string };

const expected = `The masking key file must hold ${keyBytes} random bytes in base64, such as \`openssl rand -base64 ${keyBytes}\` writes.`;

export async function readMaskSecret(file: string): Promise<MaskSecretResult> {
  let text: string;
  try {
    text = (await readFile(file, 'latin1')).trim();
  } catch {
    return { kind: 'refused', sentence: 'The masking key file cannot be read.' };
  }
  const secret = Buffer.from(text, 'base64');
  const isCanonical = secret.length === keyBytes && secret.toString('base64') === text;
  return isCanonical ? { kind: 'secret', secret } : { kind: 'refused', sentence: expected };
}

/** Of a single replica that was given none: placeholders and digests end with the process. */
export const randomMaskSecret = (): Buffer => randomBytes(keyBytes);

/** RFC 5869 needs no extraction of a secret that is uniformly random already: one HMAC a purpose is its expansion. */
const derive = (secret: Uint8Array, ...purpose: readonly string[]): Buffer =>
  createHmac('sha256', secret).update(JSON.stringify(purpose)).digest();

class OwnersKeys implements MaskKeys {
  #sessionKey: Buffer | undefined;

  constructor(
    private readonly secret: Buffer,
    readonly hashKey: Buffer,
    private readonly owner: MaskOwner,
  ) {}

  get sessionKey(): Buffer {
    return (this.#sessionKey ??= derive(this.secret, 'session', this.owner.session, this.owner.owner));
  }
}

export class KeyRing {
  readonly #secret: Buffer;
  readonly #hashKey: Buffer;
  /** For the digests of what came, where something else is recorded; prepared once. */
  readonly digestKey: KeyObject;

  constructor(secret: Buffer) {
    this.#secret = secret;
    this.#hashKey = derive(secret, 'hash');
    this.digestKey = createSecretKey(derive(secret, 'digest'));
  }

  /** The session's key is worked out when it is used: most masks need none. */
  keysOf(owner: MaskOwner): MaskKeys {
    return new OwnersKeys(this.#secret, this.#hashKey, owner);
  }

  /** Seals the values behind a session's placeholders. */
  sealKeyOf({ session, owner }: MaskOwner): Buffer {
    return derive(this.#secret, 'seal', session, owner);
  }
}
