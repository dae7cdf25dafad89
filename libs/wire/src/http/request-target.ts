/** The request target of a call through the door: `/<connection>/<path at the upstream>?<query>` (RFC 9112 §3.2.1). */
import { normalisePath, type PathProblem } from './normalise-path.js';

export type TargetProblem = PathProblem | 'NOT_ORIGIN_FORM' | 'FRAGMENT' | 'QUERY_CHARACTER';

export type ReadTarget =
  | {
      readonly kind: 'target';
      /** First segment; empty for `/`. */
      readonly connection: string;
      /** The rest, normalised, always starting with `/`. */
      readonly path: string;
      /** As it came, with its question mark; empty when there is none. */
      readonly query: string;
    }
  | { readonly kind: 'refused'; readonly problem: TargetProblem };

/** What cannot be part of a request line: control characters and blanks. Bytes from 0x80 on pass as they came. */
const queryCharacters = /^[\u0021-\u007e\u0080-\u00ff]*$/;

/**
 * Reads a request target. Only origin-form is taken: absolute-form would let a client name a host, authority-form belongs
 * to CONNECT and asterisk-form has no path to judge. The query is left exactly as it came.
 */
export function readTarget(raw: string): ReadTarget {
  if (!raw.startsWith('/')) return { kind: 'refused', problem: 'NOT_ORIGIN_FORM' };
  if (raw.includes('#')) return { kind: 'refused', problem: 'FRAGMENT' };
  const mark = raw.indexOf('?');
  const query = mark < 0 ? '' : raw.slice(mark);
  if (query !== '' && !queryCharacters.test(query)) return { kind: 'refused', problem: 'QUERY_CHARACTER' };
  const normalised = normalisePath(mark < 0 ? raw : raw.slice(0, mark));
  if (normalised.kind === 'refused') return normalised;
  const slash = normalised.path.indexOf('/', 1);
  return slash < 0
    ? { kind: 'target', connection: normalised.path.slice(1), path: '/', query }
    : {
        kind: 'target',
        connection: normalised.path.slice(1, slash),
        path: normalised.path.slice(slash),
        query,
      };
}
