/**
 * Path patterns by segment: `*` stands for characters of one segment, `**` as a whole segment for any number of
 * segments, everything else for itself.
 *
 * Not picomatch: it compiles to backtracking regular expressions (`/*a*a*a*b` takes time that grows with a power of
 * the path's length), and it knows braces, extended globs and escapes that nobody could audit in a rule. Here the
 * work is at most pattern length × path length, without backtracking over more than the latest star.
 */

/** Long enough for any real route; bounds the factor in front of the path's length. */
export const PATTERN_CHARS_MAX = 512;

export interface PathPattern {
  readonly text: string;
  /** Without the leading slash. */
  readonly segments: readonly string[];
  matches(path: string): boolean;
}

export type ParsedPathPattern =
  | { readonly kind: 'parsed'; readonly pattern: PathPattern }
  | { readonly kind: 'refused'; readonly message: string };

const refuse = (message: string): ParsedPathPattern => ({ kind: 'refused', message });

/** Reads a pattern; the same text always gives the same matcher. */
export function parsePathPattern(text: string): ParsedPathPattern {
  if (!text.startsWith('/')) return refuse('A path pattern starts with `/`.');
  if (text.length > PATTERN_CHARS_MAX)
    return refuse(`A path pattern has at most ${PATTERN_CHARS_MAX} characters.`);
  if (/[\p{Cc}\s?#\\]/u.test(text)) {
    return refuse('A path pattern has no spaces, control characters, `?`, `#` or backslashes.');
  }
  const segments = text.slice(1).split('/');
  for (const segment of segments) {
    if (segment === '.' || segment === '..') return refuse('A path pattern has no `.` or `..` segments.');
    if (segment !== '**' && segment.includes('**')) return refuse('`**` stands alone between two slashes.');
  }
  return { kind: 'parsed', pattern: { text, segments, matches: matcher(text, segments) } };
}

function matcher(text: string, segments: readonly string[]): (path: string) => boolean {
  if (!text.includes('*')) return (path) => path === text;
  if (text === '/**') return (path) => path.startsWith('/');
  const head = text.slice(0, -'/**'.length);
  if (text.endsWith('/**') && !head.includes('*')) {
    const prefix = `${head}/`;
    return (path) => path.startsWith(prefix) || path === head;
  }
  // Most paths differ here already; without the last slash, because `**` may stand for no segment at all.
  const literal = text.slice(0, text.indexOf('*')).replace(/\/$/, '');
  return (path) =>
    path.startsWith('/') && path.startsWith(literal) && matchSegments(segments, path.slice(1).split('/'));
}

/** The two-pointer wildcard match, over segments: on a mismatch only the latest `**` takes one segment more. */
export function matchSegments(
  pattern: readonly string[],
  path: readonly string[],
  matchOne: (pattern: string, segment: string) => boolean = matchSegment,
): boolean {
  let p = 0;
  let s = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (s < path.length) {
    const segment = path[s] ?? '';
    const wanted = pattern[p];
    if (wanted === '**') {
      starAt = p++;
      resumeAt = s;
    } else if (wanted !== undefined && matchOne(wanted, segment)) {
      p++;
      s++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      s = ++resumeAt;
    } else return false;
  }
  while (pattern[p] === '**') p++;
  return p === pattern.length;
}

/** One segment; `*` alone wants at least one character, so that `/a/*` does not match `/a/`. */
export function matchSegment(pattern: string, segment: string): boolean {
  if (pattern === '*') return segment !== '';
  if (!pattern.includes('*')) return pattern === segment;
  let p = 0;
  let s = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (s < segment.length) {
    if (pattern[p] === '*') {
      starAt = p++;
      resumeAt = s;
    } else if (pattern[p] === segment[s]) {
      p++;
      s++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      s = ++resumeAt;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
