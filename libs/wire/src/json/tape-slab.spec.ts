import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bodyLimits } from './body-limits.js';
import { readJson } from './read-json.js';

it('keeps documents apart that are read one behind the other, small and large, good and bad', () => {
  const bodies = fc.array(
    fc.oneof(
      fc.json({ maxDepth: 4 }),
      fc.string(),
      fc.integer({ min: 0, max: 400 }).map((count) => JSON.stringify(Array.from({ length: count }, String))),
    ),
    { minLength: 40, maxLength: 80 },
  );
  fc.assert(
    fc.property(bodies, (texts) => {
      const read = texts.map((text) => readJson(Buffer.from(text), bodyLimits));
      for (const [index, json] of read.entries()) {
        if (json.kind === 'unreadable') continue;
        expect(json.value).toEqual(JSON.parse(texts[index] ?? ''));
        const strings = json.strings().filter(({ isName }) => !isName);
        for (const { path, text } of strings) expect(json.text(json.at(path))).toBe(text);
      }
    }),
    { numRuns: 60 },
  );
});
