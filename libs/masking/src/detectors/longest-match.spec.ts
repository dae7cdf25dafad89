/** How long a match can be, by the source of the pattern. */
import { expect, it } from 'vitest';
import { longestMatch } from './longest-match.js';

it.each([
  [/abc/u, 3],
  [/a{2,5}b?/u, 6],
  [/(?:ab|c{9})d/u, 10],
  [/(?<=x{30})a(?!b{20})(?=c)(?<!d)/u, 1],
  [/[a-z]{3}[^a]{2}/u, 7],
  [/\p{L}{4}\d{4}\s{2}/u, 14],
  [/\bword\b$/u, 4],
  [/\u{1f600}\u0041\x42/u, 4],
  [/(?<name>a|bc){3}/u, 6],
  [/[\]\\(]{2}\(\)/u, 4],
  [/a??b{1,3}?/u, 4],
  [/./u, 2],
  [/😀/u, 2],
])('%s', (pattern, longest) => {
  expect(longestMatch(pattern.source)).toBe(longest);
});

it.each([[/a*/u], [/a+/u], [/[a-z]{3,}/u], [/(?:a|b+)c/u], [/(a)\1/u]])('%s has no bound', (pattern) => {
  expect(longestMatch(pattern.source)).toBe(Infinity);
});

it('a bounded repetition of nothing is nothing', () => {
  expect(longestMatch('(?:(?=a)){3}')).toBe(0);
});
