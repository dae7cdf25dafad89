/** Names of models, graphs, tools and collections: themselves, or with `*` for any characters. Case counts. */
import { matchSegment } from './path-pattern.js';

export type MatchesName = (name: string) => boolean;

/** Whether one of the patterns fits. `*` alone wants a name: what is not named fits nothing. */
export function namesMatcher(patterns: readonly string[]): MatchesName {
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')));
  const wild = patterns.filter((pattern) => pattern.includes('*'));
  return (name) => name !== '' && (exact.has(name) || wild.some((pattern) => matchSegment(pattern, name)));
}
