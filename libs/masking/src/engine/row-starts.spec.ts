import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sections } from '../detectors/sections.js';
import { compileDetectors } from './compile-detectors.js';
import { StartIndex } from './start-index.js';
import { isLastOfPair } from './surrogates.js';

const rows = sections.flatMap((section) => section.rows);
const engine = compileDetectors(rows);
const everyRow = new StartIndex(
  engine.rows.map(({ number, matcher }) => ({ number, positions: matcher.positions })),
);

const example = fc.constantFrom(...rows.flatMap(({ examples }) => [...examples.match, ...examples.not]));
const between = fc.constantFrom(
  '',
  ' ',
  '\n',
  ', ',
  '="',
  '\\n',
  '%3D',
  'x',
  '7',
  '-',
  '.',
  'é',
  '😀',
  '\u2013',
);
const piece = fc.oneof(
  { weight: 4, arbitrary: example },
  { weight: 2, arbitrary: between },
  {
    weight: 1,
    arbitrary: fc
      .tuple(example, fc.nat(), fc.nat())
      .map(([text, from, to]) => text.slice(from % 40, to % 80)),
  },
);
const texts = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join('').slice(0, 400));

describe('where a row can start', () => {
  it('is wherever its pattern matches, whatever the text', () => {
    fc.assert(
      fc.property(texts, fc.nat({ max: engine.rows.length - 1 }), (text, number) => {
        const row = engine.rows[number];
        for (let at = 0; at < text.length; at++) {
          const isInPair = at > 0 && isLastOfPair(text.charCodeAt(at - 1), text.charCodeAt(at));
          if (isInPair || row?.matcher.matchAt(text, at) === undefined) continue;
          expect(row.starts.next(text, at, at), `${row.kind} at ${at} of ${JSON.stringify(text)}`).toBe(at);
        }
      }),
      { numRuns: 4_000 },
    );
  });

  it('is told with the row by an index of all rows', () => {
    for (const row of engine.rows)
      for (const text of row.examples.match)
        for (let at = 0; at < text.length; at++) {
          if (row.matcher.matchAt(text, at) === undefined) continue;
          expect(everyRow.nextStart(text, at, at), row.kind).toBe(at);
          expect(everyRow.rows(everyRow.reached), row.kind).toContain(row.number);
        }
  });
});
