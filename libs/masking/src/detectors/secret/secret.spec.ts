/** Runs every row over its own examples, as a matcher of a few lines would. */
import { describe, expect, it } from 'vitest';
import type { Detector } from '../../detector.js';
import { KeywordScanner } from '../../prefilter/keyword-scanner.js';
import { longestMatch } from '../longest-match.js';
import { secretDetectors } from './secret.js';

interface Match {
  readonly text: string;
  readonly length: number;
}

/** Rows that a key alone decides are tried on the values of a document in JSON. */
function matchesOf(row: Detector, text: string): Match[] {
  if (row.needsContext !== true || row.context !== undefined) return matchesIn(row, text);
  const document = JSON.parse(text) as Record<string, string>;
  return Object.entries(document)
    .filter(([key]) => row.keys?.includes(key.toLowerCase().replaceAll(/[^a-z0-9]/g, '')))
    .flatMap(([, value]) => matchesIn(row, value));
}

function matchesIn(row: Detector, text: string): Match[] {
  return [...text.matchAll(row.pattern)].flatMap((match) => {
    const value = row.hasValueGroup === true ? match.groups?.['value'] : match[0];
    if (value === undefined || row.isValid?.(value) === false) return [];
    return [{ text: match[0], length: match[0].length }];
  });
}

const scanner = new KeywordScanner(secretDetectors.map((row) => row.keywords ?? []));
const named = secretDetectors.map((row) => [row.kind, row] as const);

describe('secrets', () => {
  it('are about 200 kinds, each named once', () => {
    const kinds = secretDetectors.map(({ kind }) => kind);
    expect(kinds.length).toBeGreaterThanOrEqual(200);
    expect(kinds.filter((kind, at) => kinds.indexOf(kind) !== at)).toEqual([]);
    expect(kinds.filter((kind) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(kind))).toEqual([]);
  });

  it.each(named)('%s finds its examples and nothing in the others', (_, row) => {
    expect(row.examples.match.length).toBeGreaterThanOrEqual(2);
    expect(row.examples.not.length).toBeGreaterThanOrEqual(2);
    expect(row.examples.match.filter((text) => matchesOf(row, text).length === 0)).toEqual([]);
    expect(row.examples.not.filter((text) => matchesOf(row, text).length > 0)).toEqual([]);
  });

  it.each(named)('%s keeps to the contract', (_, row) => {
    expect(row.category).toBe('secret');
    expect(['gu', 'giu']).toContain(row.pattern.flags);
    expect(row.pattern.source).not.toMatch(/(?<!\\)[+*](?![^[]*\])|\{\d+,\}/);
    expect(row.lengthMax).toBeLessThanOrEqual(4_096);
    expect(longestMatch(row.pattern.source)).toBeLessThanOrEqual(row.lengthMax);
    expect(row.hasValueGroup === true).toBe(row.pattern.source.includes('(?<value>'));
    expect(row.replacement).toBe(`[${row.kind.replaceAll('-', '_').toUpperCase()}]`);
    expect((row.keywords?.length ?? 0) > 0 || row.hint !== undefined || row.needsContext === true).toBe(true);
    expect(row.keywords?.filter((word) => word !== word.toLowerCase()) ?? []).toEqual([]);
    expect(row.keys?.filter((key) => !/^[a-z0-9]+$/.test(key)) ?? []).toEqual([]);
    const id = secretDetectors.indexOf(row);
    for (const text of row.examples.match) {
      for (const match of matchesOf(row, text)) {
        expect(match.length).toBeLessThanOrEqual(row.lengthMax);
        const searched = row.needsContext === true ? text : match.text;
        if (row.keywords !== undefined) {
          scanner.scan(searched);
          expect(scanner.foundIds().has(id)).toBe(true);
        }
      }
    }
  });

  it('leaves a found secret no longer than its row says, however long the text goes on', () => {
    for (const row of secretDetectors.filter(({ keywords, hint }) => keywords ?? hint))
      for (const text of row.examples.match)
        for (const more of [text + 'aB3'.repeat(2_000), text + '='.repeat(5_000), `${text}\n`.repeat(40)])
          for (const { length } of matchesOf(row, more))
            expect(length, row.kind).toBeLessThanOrEqual(row.lengthMax);
  });
});
