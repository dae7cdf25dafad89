import { describe, expect, it } from 'vitest';
import { ecmascriptMatcher } from '../engine/matcher.js';

const undecided = (pattern: RegExp, text: string, start = 0): boolean =>
  ecmascriptMatcher({ kind: 'sample', pattern, lengthMax: 4_000 }).isUndecidedAt(text, start);

describe('a pattern is undecided at a position', () => {
  it('while what is there may become a match', () => {
    expect(undecided(/abc/gu, 'ab')).toBe(true);
    expect(undecided(/abc/gu, 'ax')).toBe(false);
    expect(undecided(/[\w.]{1,64}@\w{2,9}/gu, 'ann.b')).toBe(true);
    expect(undecided(/[\w.]{1,64}@\w{2,9}/gu, 'ann b')).toBe(false);
  });

  it('while a match may become longer, shorter or none', () => {
    expect(undecided(/a{1,3}/gu, 'aa')).toBe(true);
    expect(undecided(/a{1,3}/gu, 'aab')).toBe(false);
    expect(undecided(/a(?!bc)/gu, 'ab')).toBe(true);
    expect(undecided(/a(?!bc)/gu, 'abd')).toBe(false);
    expect(undecided(/a(?=\d{3})/gu, 'a12')).toBe(true);
    expect(undecided(/a\b/gu, 'a')).toBe(true);
    expect(undecided(/a(?!b(?!c))/gu, 'ab')).toBe(true);
    expect(undecided(/(?<q>["'])a\k<q>/gu, '"a')).toBe(true);
    expect(undecided(/(?<q>["'])a\k<q>/gu, '"a ')).toBe(true);
  });

  it('not where what stands before rules it out', () => {
    expect(undecided(/(?<!\w)abc/gu, 'xab', 1)).toBe(false);
    expect(undecided(/(?<!\w)abc/gu, '-ab', 1)).toBe(true);
  });

  it('not behind what is no first turn of many, as the first word of a paragraph is no line of a key', () => {
    const lines = /(?<=\n)(?:[A-Za-z0-9+/]{8,76}={0,2}\n){1,46}(?:[A-Za-z0-9+/]{1,76}\n)?END/gu;
    expect(undecided(lines, '\nUnfortunately', 1)).toBe(true);
    expect(undecided(lines, '\nUnfortunately, the', 1)).toBe(false);
    expect(undecided(lines, `\n${'Unfortunately\n'.repeat(9)}the`, 1)).toBe(true);
  });

  it('at once where turns can share a text in many ways', () => {
    const text = `$${'ab12'.repeat(500)} and more`;
    expect(undecided(/\$(?:[ \t]{0,16}[0-9a-f]{2,80}\n?){1,40}/gu, text)).toBe(true);
    expect(undecided(/\$(?:[0-9a-f]{2,80}\n){1,40}/gu, text)).toBe(false);
  });
});
