import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePathPattern } from './path-pattern.js';

function matches(pattern: string, path: string): boolean {
  const result = parsePathPattern(pattern);
  if (result.kind === 'refused') throw new Error(result.message);
  return result.pattern.matches(path);
}

/** The same language as a regular expression, which may backtrack: for short paths only. */
function reference(pattern: string): RegExp {
  const segments = pattern.slice(1).split('/');
  const source = segments.map((segment) => {
    if (segment === '**') return '(?:/[^/]*)*';
    if (segment === '*') return '/[^/]+';
    return `/${segment.replaceAll('*', '[^/]*')}`;
  });
  return new RegExp(`^${source.join('')}$`);
}

describe('path patterns', () => {
  it.each<[string, string, boolean]>([
    ['/v1/chat', '/v1/chat', true],
    ['/v1/chat', '/v1/Chat', false],
    ['/v1/chat', '/v1/chat/', false],
    ['/v1/chat', '/v1/chat/x', false],
    ['/v1/*', '/v1/chat', true],
    ['/v1/*', '/v1/', false],
    ['/v1/*', '/v1/a/b', false],
    ['/v1/*/b', '/v1/a/b', true],
    ['/v1/**', '/v1', true],
    ['/v1/**', '/v1/', true],
    ['/v1/**', '/v1/a/b/c', true],
    ['/v1/**', '/v10/a', false],
    ['/**', '/', true],
    ['/**', '/a/b', true],
    ['/**', '*', false],
    ['/**/b', '/b', true],
    ['/**/b', '/a/a/b', true],
    ['/**/b', '/a/b/c', false],
    ['/a/**/b/**/c', '/a/b/x/b/y/c', true],
    ['/a/**/b/**/c', '/a/x/c', false],
    ['/file-*.txt', '/file-1.txt', true],
    ['/file-*.txt', '/file-.txt', true],
    ['/file-*.txt', '/file-1/2.txt', false],
    ['/a.c', '/abc', false],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected);
  });

  it.each([
    '',
    'v1',
    '/a**',
    '/**b',
    '/a b',
    '/a?b',
    '/a#b',
    '/a\\b',
    '/a\nb',
    '/../b',
    '/.',
    `/${'a'.repeat(512)}`,
  ])('refuses %j', (pattern) => {
    expect(parsePathPattern(pattern).kind).toBe('refused');
  });

  it('match what the regular expression for them matches', () => {
    const segment = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 4 });
    const pattern = fc
      .array(fc.oneof(fc.constant('**'), segment), { minLength: 1, maxLength: 5 })
      .map((segments) => `/${segments.join('/')}`)
      .filter((text) => parsePathPattern(text).kind === 'parsed');
    const path = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(pattern, path, (text, segments) => {
        const tried = `/${segments.join('/')}`;
        expect(matches(text, tried)).toBe(reference(text).test(tried));
      }),
      { numRuns: 2000 },
    );
  });

  it('take time in proportion to the path, also where expressions would backtrack', () => {
    const pattern = `/${'*a'.repeat(60)}b/${'**/*a*/'.repeat(20)}z`;
    // With time that grows as the square of this, the test would run out of its own.
    const chars = 400_000;
    expect(matches(pattern, `/${'a'.repeat(chars)}/${'a/'.repeat(chars / 2)}`)).toBe(false);
  });
});
