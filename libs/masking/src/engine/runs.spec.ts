import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Detector } from '../detector.js';
import { compileDetectors } from './compile-detectors.js';
import { findAll } from './find-all.js';
import { FindStream } from './find-stream.js';

const row = (kind: string, pattern: RegExp, lengthMax: number): Detector => ({
  kind,
  category: 'secret',
  about: 'A row of a test.',
  pattern,
  lengthMax,
  score: 0.5,
  replacement: `[${kind}]`,
  examples: { match: [], not: [] },
});
const engine = compileDetectors([
  row('marked', /(?<!B)[a_]{44}Az[a_]{5}/gu, 51),
  row('after', /(?<!b[a_]{0,40})[a_]{2,12}c/gu, 13),
  row('before', /a{1,30}(?=a{20}z)/gu, 30),
  row('long', /_{300}!/gu, 301),
]);
const runs = fc
  .array(
    fc.oneof(
      fc.tuple(fc.constantFrom('a', '_'), fc.integer({ min: 1, max: 900 })).map(([one, n]) => one.repeat(n)),
      fc.constantFrom('Az', 'b', 'B', 'c', 'z', '!', ' ', '😀'),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

it('long runs of one character are searched in a stream as in the whole, for any split', () => {
  fc.assert(
    fc.property(runs, fc.array(fc.nat({ max: 1_500 }), { maxLength: 6 }), (text, sizes) => {
      const stream = new FindStream(engine);
      const found = [];
      let from = 0;
      for (const size of sizes) {
        found.push(...stream.push(text.slice(from, from + size)).findings);
        from += size;
      }
      found.push(...stream.push(text.slice(from)).findings, ...stream.end().findings);
      expect(found).toEqual(findAll(engine, text));
    }),
    { numRuns: 300 },
  );
});
