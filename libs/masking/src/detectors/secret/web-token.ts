/** What a token in base64 says once decoded: a JSON Web Token's header (RFC 7515, 7516), a user's number, Basic's pair. */

function decode(text: string): string {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}
const firstPart = (token: string): string => decode(token.slice(0, token.indexOf('.')));

export const isWebSignature = (token: string): boolean => /^\s{0,8}\{.{0,1000}"alg"/su.test(firstPart(token));
export const isWebEncryption = (token: string): boolean =>
  /^\s{0,8}\{.{0,1000}"enc"/su.test(firstPart(token));
export const startsWithUserId = (token: string): boolean => /^[0-9]{15,20}$/u.test(firstPart(token));
/** RFC 7617: a user and a password with a colon between. */
export const isUserAndPassword = (value: string): boolean => /^[^:]{0,256}:./su.test(decode(value));
