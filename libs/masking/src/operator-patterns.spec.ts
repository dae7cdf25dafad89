import { describe, expect, it } from 'vitest';
import { compileDetectors } from './engine/compile-detectors.js';
import { findAll } from './engine/find-all.js';
import { compileOperatorPattern, type OperatorPattern } from './operator-patterns.js';

const found = (pattern: string, text: string, lengthMax = 20): string[] => {
  const result = compileOperatorPattern({ kind: 'own', pattern, lengthMax });
  if (result.kind === 'refused') throw new Error(result.message);
  const engine = compileDetectors([], { operator: result.detectors });
  return findAll(engine, text).map(({ start, end }) => text.slice(start, end));
};
const refused = (row: OperatorPattern): string => {
  const result = compileOperatorPattern(row);
  return result.kind === 'refused' ? `${result.reason}: ${result.message}` : 'compiled';
};

describe('operator patterns', () => {
  it('match as RE2 matches', () => {
    expect(found('EMP-\\d{4,6}', 'EMP-1234 and EMP-1234567')).toEqual(['EMP-1234', 'EMP-123456']);
    expect(found('(?i)blue(?:bird|berry)?\\b', 'Bluebird BLUE blues')).toEqual(['Bluebird', 'BLUE']);
    expect(found('[[:upper:]]{3}\\pN', 'aABC1 ÄBC2')).toEqual(['ABC1']);
    expect(found('\\bx\\B', 'x xy 😀xz')).toEqual(['x', 'x']);
    expect(found('(?P<n>日本)語', 'の日本語')).toEqual(['日本語']);
  });

  it('match up to their maximum length, and no further', () => {
    expect(found('a+', 'aaaa b aaaaa', 4)).toEqual(['aaaa', 'aaaa', 'a']);
    expect(found('a+!', 'aaaaaa!', 4)).toEqual(['aaaa']);
    expect(found('EMP-[0-9]+', `see EMP-${'7'.repeat(60)}`, 10)).toEqual(['EMP-777777']);
  });

  it('find any value under their keys, however the key is spelt', () => {
    const result = compileOperatorPattern({
      kind: 'own',
      pattern: 'E-[0-9]{3}',
      lengthMax: 5,
      keys: ['staffid'],
    });
    if (result.kind === 'refused') throw new Error(result.message);
    const engine = compileDetectors([], { operator: result.detectors });
    const under = (text: string, key?: string) =>
      findAll(engine, text, key === undefined ? {} : { key }).map(({ kind, start, end }) => [
        kind,
        text.slice(start, end),
      ]);
    for (const key of ['staffid', 'staffId', 'STAFF_ID', 'staff-id'])
      expect(under('whatever it is', key)).toEqual([['own', 'whatever it is']]);
    expect(under('whatever it is', 'other')).toEqual([]);
    expect(under('whatever E-123')).toEqual([['own', 'E-123']]);
  });

  it('stay linear where others do not', () => {
    expect(found('(a+)+!', 'a'.repeat(2_000), 500)).toEqual([]);
  });

  it('are refused with a sentence where they cannot be run on a stream', () => {
    expect(refused({ kind: 'own', pattern: 'a+' })).toBe(
      'PATTERN_LENGTH_MISSING: Pattern "own": lengthMax is required: streams hold back no more than that',
    );
    expect(refused({ kind: 'own', pattern: 'a+', lengthMax: 5000 })).toMatch(/^PATTERN_LENGTH_EXCEEDED/);
    expect(refused({ kind: 'own', pattern: 'EMP-[0-9]{60}', lengthMax: 10 })).toMatch(
      /^PATTERN_LENGTH_EXCEEDED: .*nothing of at most 10/,
    );
    expect(refused({ kind: 'own', pattern: '(?=a)b', lengthMax: 5 })).toMatch(
      /^PATTERN_SYNTAX: .*look-around/,
    );
    expect(refused({ kind: 'own', pattern: '(a)\\1', lengthMax: 5 })).toMatch(/^PATTERN_SYNTAX/);
    expect(refused({ kind: 'own', pattern: '(a', lengthMax: 5 })).toMatch(/^PATTERN_SYNTAX/);
    expect(refused({ kind: 'own', pattern: 'a*', lengthMax: 5 })).toMatch(/^PATTERN_EMPTY_MATCH/);
    expect(refused({ kind: 'Own Name', pattern: 'a', lengthMax: 5 })).toMatch(/^PATTERN_KIND/);
    expect(refused({ kind: 'own', pattern: 'a', lengthMax: 5, needsContext: true })).toMatch(
      /^PATTERN_CONTEXT_MISSING/,
    );
  });
});
