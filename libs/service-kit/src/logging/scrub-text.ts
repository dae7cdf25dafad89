/** Takes credentials out of free text: URLs with passwords, bearer tokens, JWTs. */

/** `scheme://user:password@`; bounded so that a long line costs no more than its length. */
const URL_CREDENTIALS = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@]{1,512}@/giu;
const BEARER = /\b(bearer|basic)\s+[\w.~+/=-]{8,4096}/giu;
const JWT = /\beyJ[\w-]{8,4096}\.[\w-]{8,8192}(\.[\w-]{0,4096})?/gu;

/** The text with each credential replaced by `***`. */
export function scrubText(text: string): string {
  return text.replaceAll(URL_CREDENTIALS, '$1***@').replaceAll(BEARER, '$1 ***').replaceAll(JWT, '***');
}
