/** What is done to a finding, and with which keys. */

export type Action =
  | { readonly kind: 'redact' }
  /** Stars, with the last four characters kept where as many again are hidden. */
  | { readonly kind: 'partial' }
  | { readonly kind: 'hash' }
  /** A placeholder that the answer's text is put back from. */
  | { readonly kind: 'tokenise' }
  /** Nothing of the text passes from here on; the caller refuses. */
  | { readonly kind: 'block' }
  /** Reported, not changed. */
  | { readonly kind: 'report' };

/** How much of a value an action hides: what hides more wins. A placeholder is put back in the answer. */
export const hides = {
  report: 0,
  tokenise: 1,
  partial: 2,
  hash: 3,
  redact: 4,
  block: 5,
} as const satisfies Record<Action['kind'], number>;

/** Keys of 32 bytes; the ones an action needs must be there. */
export interface MaskKeys {
  /** For `hash`: of the tenant, so that equal values stay comparable across sessions. */
  readonly hashKey?: Uint8Array;
  /** For `tokenise`: of one session and identity. */
  readonly sessionKey?: Uint8Array;
}

export type MaskErrorCode = 'MASK_KEY_MISSING' | 'MASK_KEY_LENGTH';

export class MaskError extends Error {
  constructor(
    readonly code: MaskErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export const keyBytes = 32;

/** Throws `MaskError` for a key that is not there or too short to be one. */
export function requireKey(key: Uint8Array | undefined, action: string): Uint8Array {
  if (key === undefined) throw new MaskError('MASK_KEY_MISSING', `the action ${action} needs a key`);
  if (key.byteLength !== keyBytes) throw new MaskError('MASK_KEY_LENGTH', `keys have ${keyBytes} bytes`);
  return key;
}
