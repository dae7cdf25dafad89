/** Every row against its own examples and the promises of the contract, by a matcher as small as can be. */
import { describe, expect, it } from 'vitest';
import type { Detector } from '../../detector.js';
import { longestMatch } from '../longest-match.js';
import { personal } from './personal.js';

const CONTEXT_BEFORE = 64;
const CONTEXT_BEHIND = 32;
/** Length of each hostile text: what a pattern does for every character twice over would show. */
const HOSTILE_CHARACTERS = 100_000;

interface Match {
  readonly index: number;
  readonly text: string;
}

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);

/** A word of letters that separate words stands alone; a word of Chinese, Japanese or Korean need not. */
function hasContext(row: Detector, text: string, match: Match): boolean {
  const end = match.index + match.text.length;
  const near = [
    text.slice(Math.max(0, match.index - CONTEXT_BEFORE), match.index),
    text.slice(end, end + CONTEXT_BEHIND),
  ];
  return (row.context ?? []).some((word) => {
    const borders = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Katakana}\p{Script=Thai}]/u.test(word)
      ? new RegExp(escaped(word), 'u')
      : new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped(word)}(?![\p{L}\p{N}])`, 'u');
    return near.some((side) => borders.test(side.toLowerCase()));
  });
}

const matchesOf = (row: Detector, text: string): readonly Match[] =>
  [...text.matchAll(row.pattern)]
    .map((match) => ({ index: match.index, text: match[0] }))
    .filter((match) => row.isValid?.(match.text) ?? true);

function finds(row: Detector, text: string, key?: string): boolean {
  const byKey =
    key !== undefined && row.keys?.includes(key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')) === true;
  return matchesOf(row, text).some(
    (match) => byKey || row.needsContext !== true || hasContext(row, text, match),
  );
}

/** An example that is a JSON object stands for its values, each under its key; any other for text. */
function findsInExample(row: Detector, example: string): boolean {
  if (!example.startsWith('{"')) return finds(row, example);
  const fields: unknown = JSON.parse(example);
  return Object.entries(fields as Record<string, string>).some(([key, value]) => finds(row, value, key));
}

/** Repetitions without an upper bound, outside of classes. */
const unbounded = (source: string): readonly string[] =>
  source
    .replace(/\\[\s\S]/gu, 'e')
    .replace(/\[[^\]]*\]/gu, 'c')
    .match(/[*+]|\{\d+,\}/gu) ?? [];

describe('the table of personal data', () => {
  it('has every kind once, and more than sixty of them', () => {
    const kinds = personal.map((row) => row.kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(kinds.length).toBeGreaterThanOrEqual(100);
    for (const kind of kinds) expect(kind).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+){0,5}$/u);
  });

  it.each(personal.map((row) => [row.kind, row] as const))('%s keeps the contract', (_, row) => {
    expect(['gu', 'giu']).toContain(row.pattern.flags.replace(/[^giu]/gu, ''));
    expect(unbounded(row.pattern.source)).toEqual([]);
    expect(longestMatch(row.pattern.source)).toBe(row.lengthMax);
    expect(row.lengthMax).toBeLessThanOrEqual(4096);
    expect(row.score).toBeGreaterThan(0);
    expect(row.score).toBeLessThanOrEqual(1);
    expect(row.replacement).toMatch(/^\[[A-Z0-9_]{2,40}\]$/u);
    for (const key of row.keys ?? []) expect(key).toMatch(/^[\p{Ll}\p{Lo}\p{Lm}\p{N}]{1,40}$/u);
    for (const word of row.context ?? []) expect(word).toBe(word.toLowerCase());
    if (row.needsContext) expect([...(row.keys ?? []), ...(row.context ?? [])]).not.toEqual([]);
  });

  it.each(personal.map((row) => [row.kind, row] as const))(
    '%s matches its examples and no counter-example',
    (_, row) => {
      expect(row.examples.match.length).toBeGreaterThanOrEqual(3);
      expect(row.examples.not.length).toBeGreaterThanOrEqual(3);
      expect(row.examples.match.filter((example) => !findsInExample(row, example))).toEqual([]);
      expect(row.examples.not.filter((example) => findsInExample(row, example))).toEqual([]);
      for (const example of row.examples.match) {
        for (const { text } of matchesOf(row, example)) expect(text).toBe(text.trim());
      }
    },
  );

  it('says by its hint or keywords what every match holds', () => {
    const holds = { digits: /\d/u, at: /@/u, colon: /:/u, dot: /\./u, 'letters-and-digits': /\d/u } as const;
    for (const row of personal) {
      for (const example of row.examples.match) {
        if (row.hint) expect(example).toMatch(holds[row.hint]);
        if (row.keywords)
          expect(row.keywords.some((word) => example.toLowerCase().includes(word))).toBe(true);
      }
    }
  });

  it('searches hostile texts of any kind in the time of a test', () => {
    const units = [
      '1',
      '12 ',
      '1.',
      '1-',
      '1:',
      'a',
      'A1',
      'a@',
      'a.',
      'a@a.',
      ' ',
      '(',
      '+1 ',
      '0x',
      '4111 ',
      ':',
      '::',
      'f:',
      '1,',
      'é',
      'Z9-',
      '\n',
    ];
    const texts = units.map((unit) => unit.repeat(Math.ceil(HOSTILE_CHARACTERS / unit.length)));
    let longest = 0;
    for (const row of personal) {
      for (const text of texts) {
        for (const match of text.matchAll(row.pattern))
          longest = Math.max(longest, match[0].length - row.lengthMax);
      }
    }
    expect(longest).toBeLessThanOrEqual(0);
  });
});
