import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationCovers, operationMatches, parseOperation } from './operation-pattern.js';
import type { OperationPattern } from './operation-pattern.js';

function operation(text: string): OperationPattern {
  const result = parseOperation(text);
  if (result.kind === 'refused') throw new Error(result.message);
  return result.operation;
}

describe('operations', () => {
  it('have one spelling, whichever way they are written', () => {
    expect(operation('POST:/v1/**').text).toBe('POST /v1/**');
    expect(operation('POST   /v1/**').text).toBe('POST /v1/**');
    expect(operation('* /a').text).toBe('* /a');
  });

  it.each(['', 'POST', '/v1', 'post /v1', 'POST v1', 'POST /a b', 'POST,GET /a', '** /a'])(
    'refuses %j',
    (text) => {
      expect(parseOperation(text).kind).toBe('refused');
    },
  );

  it('match method and path', () => {
    expect(operationMatches(operation('POST /v1/*'), 'POST', '/v1/a')).toBe(true);
    expect(operationMatches(operation('POST /v1/*'), 'GET', '/v1/a')).toBe(false);
    expect(operationMatches(operation('* /v1/*'), 'GET', '/v1/a')).toBe(true);
  });

  it.each<[string, string, boolean]>([
    ['POST /v1/**', 'POST /v1/chat', true],
    ['POST /v1/**', 'POST /v1/*/a*', true],
    ['POST /v1/**', 'POST /v1/**', true],
    ['POST /v1/**', 'POST /**', false],
    ['POST /v1/**', '* /v1/a', false],
    ['* /v1/**', 'GET /v1/a', true],
    ['POST /*', 'POST /a*', true],
    ['POST /a*', 'POST /*', false],
    ['POST /a*', 'POST /ab', true],
    ['POST /*', 'POST /**', false],
    ['POST /**/z', 'POST /a/**/z', true],
  ])('%s covers %s: %s', (outer, inner, expected) => {
    expect(operationCovers(operation(outer), operation(inner))).toBe(expected);
  });

  it('that cover another match all that it matches', () => {
    const segment = fc.constantFrom('a', 'b', '*', '**', 'a*', '*b', 'ab');
    const text = fc
      .tuple(fc.constantFrom('*', 'GET', 'POST'), fc.array(segment, { minLength: 1, maxLength: 4 }))
      .map(([method, segments]) => `${method} /${segments.join('/')}`);
    const path = fc
      .array(fc.constantFrom('', 'a', 'b', 'ab', 'aab'), { minLength: 1, maxLength: 5 })
      .map((segments) => `/${segments.join('/')}`);
    let covered = 0;
    fc.assert(
      fc.property(text, text, path, fc.constantFrom('GET', 'POST'), (outer, inner, tried, method) => {
        if (!operationCovers(operation(outer), operation(inner))) return;
        covered++;
        if (operationMatches(operation(inner), method, tried)) {
          expect(operationMatches(operation(outer), method, tried)).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
    expect(covered).toBeGreaterThan(100);
  });
});
