/** Where a claim stands in a token's payload. */
import { isRecord } from './compact.js';

/** A name, a dotted path, or names one by one. */
export type ClaimPath = string | readonly string[];

/** A name with `://` or starting with `urn:` is taken whole; other text is split at its dots. */
export function claimSteps(path: ClaimPath): readonly string[] {
  if (typeof path !== 'string') return path;
  return path.includes('://') || path.startsWith('urn:') ? [path] : path.split('.');
}

export function claimAt(claims: Readonly<Record<string, unknown>>, path: ClaimPath): unknown {
  let value: unknown = claims;
  for (const step of claimSteps(path)) {
    if (!isRecord(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

/** Text without control characters, not longer than `charsMax`; undefined otherwise. */
export function textClaim(value: unknown, charsMax: number): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= charsMax && !/\p{Cc}/u.test(value)
    ? value
    : undefined;
}
