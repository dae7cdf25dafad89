import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisePath } from './normalise-path.js';

const problemOf = (path: string): string => {
  const result = normalisePath(path);
  return result.kind === 'refused' ? result.problem : result.path;
};

describe('normalisePath', () => {
  it.each([
    ['/', '/'],
    ['/v1/chat/completions', '/v1/chat/completions'],
    ['/v1/chat/', '/v1/chat/'],
    ['/v1/%63hat', '/v1/chat'],
    ['/a%3ab%7e', '/a%3Ab~'],
    ['/a;b=c,d@e:f!$&()*+', '/a;b=c,d@e:f!$&()*+'],
    ['/a.b..c/...', '/a.b..c/...'],
    ['/%C3%a4', '/%C3%A4'],
    ['/100%25', '/100%25'],
  ])('%s is %s', (raw, path) => expect(problemOf(raw)).toBe(path));

  it.each([
    ['', 'NOT_ABSOLUTE'],
    ['a', 'NOT_ABSOLUTE'],
    ['/a b', 'FORBIDDEN_CHARACTER'],
    ['/a\\b', 'FORBIDDEN_CHARACTER'],
    ['/a?b', 'FORBIDDEN_CHARACTER'],
    ['/a\u0000', 'FORBIDDEN_CHARACTER'],
    ['/a\u00e4', 'FORBIDDEN_CHARACTER'],
    ['/a\n', 'FORBIDDEN_CHARACTER'],
    ['/a%', 'BAD_ESCAPE'],
    ['/a%4', 'BAD_ESCAPE'],
    ['/a%zz', 'BAD_ESCAPE'],
    ['/%ff', 'BAD_ESCAPE'],
    ['/%c0%af', 'BAD_ESCAPE'],
    ['/a%2Fb', 'ESCAPED_DELIMITER'],
    ['/a%5cb', 'ESCAPED_DELIMITER'],
    ['/a%00', 'ESCAPED_DELIMITER'],
    ['/a%0d%0a', 'ESCAPED_DELIMITER'],
    ['/a%7F', 'ESCAPED_DELIMITER'],
    ['/%252e%252e', 'ESCAPED_DELIMITER'],
    ['/a%252fb', 'ESCAPED_DELIMITER'],
    ['/..', 'DOT_SEGMENT'],
    ['/a/../b', 'DOT_SEGMENT'],
    ['/a/./b', 'DOT_SEGMENT'],
    ['/a/%2e%2E/b', 'DOT_SEGMENT'],
    ['/a/.%2e', 'DOT_SEGMENT'],
    ['/a/..;x/b', 'DOT_SEGMENT'],
    ['//', 'EMPTY_SEGMENT'],
    ['/a//b', 'EMPTY_SEGMENT'],
  ])('%j is refused: %s', (raw, problem) => expect(problemOf(raw)).toBe(problem));

  const piece = fc.constantFrom(
    ...[
      '/',
      '.',
      '..',
      '%2e',
      '%2E',
      '%2f',
      '%5c',
      '\\',
      ';',
      '%',
      '%25',
      'a',
      'v1',
      '%41',
      '%c3%a4',
      '//',
      '%00',
    ],
  );
  const path = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`);

  it('gives a path that is its own normal form, and that a decoder cannot turn into another one', () => {
    fc.assert(
      fc.property(path, (raw) => {
        const result = normalisePath(raw);
        if (result.kind === 'refused') return;
        expect(normalisePath(result.path)).toEqual(result);
        const decoded = decodeURIComponent(result.path);
        expect(decoded.split('/')).toHaveLength(result.path.split('/').length);
        expect(decoded.split('/').filter((segment) => /^\.{1,2}(?:;|$)/.test(segment))).toEqual([]);
        expect(decoded).not.toMatch(/[\\\p{Cc}]/u);
        expect(new URL(result.path, 'http://host').pathname).toBe(result.path);
      }),
      { numRuns: 2_000 },
    );
  });
});
