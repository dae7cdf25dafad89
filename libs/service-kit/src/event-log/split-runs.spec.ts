/** Runs keep their limits and lose nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitRuns } from './split-runs.js';

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

describe('splitRuns', () => {
  it('keeps order and limits, for any sizes', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 50 }));
    fc.assert(
      fc.property(
        sizes,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 100 }),
        (items, itemsMax, bytesMax) => {
          const runs = splitRuns(items, (size) => size, { itemsMax, bytesMax });
          expect(runs.flat()).toEqual(items);
          for (const run of runs) {
            expect(run.length).toBeGreaterThan(0);
            expect(run.length).toBeLessThanOrEqual(itemsMax);
            if (run.length > 1) expect(sum(run)).toBeLessThanOrEqual(bytesMax);
          }
        },
      ),
    );
  });

  it('starts a run only when the one before is full', () => {
    expect(splitRuns([4, 4, 4], (size) => size, { itemsMax: 9, bytesMax: 8 })).toEqual([[4, 4], [4]]);
    expect(splitRuns([9, 1], (size) => size, { itemsMax: 9, bytesMax: 8 })).toEqual([[9], [1]]);
    expect(splitRuns([], () => 1, { itemsMax: 1, bytesMax: 1 })).toEqual([]);
  });
});
