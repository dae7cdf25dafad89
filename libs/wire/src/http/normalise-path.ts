/** One spelling for each path: what is not in it is refused, so that the path that was judged is the path that is sent. */

export type PathProblem =
  | 'NOT_ABSOLUTE'
  | 'FORBIDDEN_CHARACTER'
  | 'BAD_ESCAPE'
  | 'ESCAPED_DELIMITER'
  | 'DOT_SEGMENT'
  | 'EMPTY_SEGMENT';

export type NormalisedPath =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'refused'; readonly problem: PathProblem };

const refused = (problem: PathProblem): NormalisedPath => ({ kind: 'refused', problem });

/** A path of nothing but unreserved characters, single slashes and no dot segment needs no further look. */
const plain = /^(?:\/[A-Za-z0-9_~:@!$&'()*+,=-][A-Za-z0-9._~:@!$&'()*+,=-]*)*\/?$/;

/** pchar of RFC 3986 §3.3 and the slash; no backslash, no control character, nothing outside ASCII. */
const permitted = /^[A-Za-z0-9\-._~!$&'()*+,;=:@/%]*$/;

/** `.` or `..`, also with a path parameter behind it, which some servers cut off before they resolve segments. */
const dotSegment = /\/\.{1,2}(?:;[^/]*)?(?=\/|$)/;

/** `%25` before the escape of a dot, a slash, a backslash or NUL: a server that decodes twice would see the second one. */
const doubleEscape = /%25(?:2e|2f|5c|00)/i;

/**
 * Brings a raw path to the one spelling that is judged and sent. Escapes of unreserved characters are decoded and the
 * hexadecimal digits of the others are raised (RFC 3986 §6.2.2), which changes no meaning. What servers read in different
 * ways is refused, not repaired: dot segments, empty segments, escaped slashes, backslashes and control characters,
 * double escapes, escapes that are not UTF-8, characters that a path cannot have.
 */
export function normalisePath(raw: string): NormalisedPath {
  if (!raw.startsWith('/')) return refused('NOT_ABSOLUTE');
  if (plain.test(raw)) return { kind: 'path', path: raw };
  if (!permitted.test(raw)) return refused('FORBIDDEN_CHARACTER');
  if (doubleEscape.test(raw)) return refused('ESCAPED_DELIMITER');
  const path = raw.includes('%') ? rewriteEscapes(raw) : raw;
  if (typeof path !== 'string') return path;
  if (path.includes('//')) return refused('EMPTY_SEGMENT');
  if (dotSegment.test(path)) return refused('DOT_SEGMENT');
  return { kind: 'path', path };
}

function rewriteEscapes(raw: string): string | NormalisedPath {
  let problem: PathProblem | undefined;
  const path = raw.replace(/%(?:([0-9A-Fa-f]{2})|)/g, (escape: string, digits: string | undefined) => {
    if (digits === undefined) {
      problem ??= 'BAD_ESCAPE';
      return escape;
    }
    const code = Number.parseInt(digits, 16);
    if (code === 0x2f || code === 0x5c || code < 0x20 || code === 0x7f) problem ??= 'ESCAPED_DELIMITER';
    return isUnreserved(code) ? String.fromCharCode(code) : `%${digits.toUpperCase()}`;
  });
  if (problem !== undefined) return refused(problem);
  try {
    decodeURIComponent(path);
  } catch {
    return refused('BAD_ESCAPE');
  }
  return path;
}

/** ALPHA, DIGIT, `-`, `.`, `_`, `~` (RFC 3986 §2.3). */
function isUnreserved(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x5f ||
    code === 0x7e
  );
}
