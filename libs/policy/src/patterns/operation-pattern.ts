/** Operations of session tokens: `METHOD /path/pattern`, where the method may be `*`. */
import { matchSegment, matchSegments, parsePathPattern } from './path-pattern.js';
import type { PathPattern } from './path-pattern.js';

export interface OperationPattern {
  /** In its one spelling: one space between the parts. */
  readonly text: string;
  readonly method: string;
  readonly path: PathPattern;
}

export type ParsedOperation =
  | { readonly kind: 'parsed'; readonly operation: OperationPattern }
  | { readonly kind: 'refused'; readonly message: string };

/** Reads `POST /v1/**`; `POST:/v1/**` means the same, for places where a space separates entries. */
export function parseOperation(text: string): ParsedOperation {
  const match = /^(\*|[A-Z][A-Z-]{0,23})(?: +|:)(\/.*)$/.exec(text);
  const [method, pathText] = [match?.[1], match?.[2]];
  if (method === undefined || pathText === undefined) {
    return {
      kind: 'refused',
      message: 'An operation is a method and a path pattern, such as `POST /v1/**`.',
    };
  }
  const path = parsePathPattern(pathText);
  if (path.kind === 'refused') return path;
  return { kind: 'parsed', operation: { text: `${method} ${pathText}`, method, path: path.pattern } };
}

export function operationMatches(operation: OperationPattern, method: string, path: string): boolean {
  return (operation.method === '*' || operation.method === method) && operation.path.matches(path);
}

/**
 * Whether everything that `inner` matches, `outer` matches too. Errs on the side of no: a star inside a segment is
 * only covered by the same segment, by `*`, or by `**`.
 */
export function operationCovers(outer: OperationPattern, inner: OperationPattern): boolean {
  if (outer.method !== '*' && outer.method !== inner.method) return false;
  return matchSegments(outer.path.segments, inner.path.segments, segmentCovers);
}

function segmentCovers(outer: string, inner: string): boolean {
  if (inner === '**') return false;
  if (outer === inner) return true;
  if (!inner.includes('*')) return matchSegment(outer, inner);
  // `*` wants one character; an inner segment such as `a*` always has one, `*` alone wants one itself.
  return outer === '*';
}
