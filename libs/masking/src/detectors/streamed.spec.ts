/** Holds all tables together to what the engine promises: however a text is split, the finds are those of the whole. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../detector.js';
import { compileDetectors } from '../engine/compile-detectors.js';
import { find } from '../engine/find-all.js';
import { FindStream } from '../engine/find-stream.js';
import { personal } from './personal/personal.js';
import { secretDetectors } from './secret/secret.js';

const rows = [...personal, ...secretDetectors];
const engine = compileDetectors(rows);
const examples = rows
  .flatMap(({ examples: { match, not } }) => [...match, ...not])
  .filter(({ length }) => length <= 400);
const words = rows.flatMap(({ keywords = [], context = [] }) => [...keywords, ...context]);
const keys = rows.flatMap((row) => row.keys ?? []);
const glue = [
  ...[' ', '\n', ', ', ': ', '=', '"', '', '-', '.', '@', '1', '%20', '\\n', 'é', '电话', '😀', '\u0130'],
  ' the quick brown fox ',
  ' '.repeat(30),
  'x'.repeat(40),
];

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...examples) },
  { weight: 1, arbitrary: fc.constantFrom(...words) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...examples), fc.nat(40), fc.nat(40))
      .map(([text, from, less]) => text.slice(from, Math.max(from, text.length - less))),
  },
);
const anyText = fc
  .array(fc.tuple(piece, fc.constantFrom(...glue)), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.flat().join(''));

function streamed(text: string, cuts: readonly number[], key: string | undefined): readonly Finding[] {
  const stream = new FindStream(engine, engine.field(key));
  const findings: Finding[] = [];
  let from = 0;
  for (const cut of [...cuts.map((at) => at % (text.length + 1)), text.length].sort((a, b) => a - b)) {
    findings.push(...stream.push(text.slice(from, cut)).findings);
    from = cut;
  }
  return [...findings, ...stream.end().findings];
}

describe('all tables', () => {
  it('find in a stream what they find in the whole, for any split of texts full of examples and near misses', () => {
    const cuts = fc.array(fc.array(fc.nat(4_000), { maxLength: 20 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        anyText,
        fc.option(fc.constantFrom(...keys), { nil: undefined }),
        cuts,
        (text, key, splits) => {
          const whole = find(engine, text, key === undefined ? {} : { key });
          expect(whole.failure).toBeUndefined();
          for (const split of splits) expect(streamed(text, split, key)).toEqual(whole.findings);
        },
      ),
      { numRuns: 300 },
    );
  }, 60_000);

  it('search a text as before once they are warm', () => {
    const fresh = compileDetectors(rows);
    fresh.warm();
    for (const text of examples.slice(0, 200)) expect(find(fresh, text)).toEqual(find(engine, text));
  });
});
