import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sequenceGaps } from './sequence-gaps.js';

const of = (sequence: number, replica = 'a', bootEpoch = '1') => ({ replica, bootEpoch, sequence });

describe('sequence gaps', () => {
  it('are found per producer and boot epoch, also at the beginning', () => {
    expect(sequenceGaps([of(3), of(5), of(9), of(1, 'b'), of(2, 'a', '2')])).toEqual([
      { replica: 'a', bootEpoch: '1', from: 1, to: 2 },
      { replica: 'a', bootEpoch: '1', from: 4, to: 4 },
      { replica: 'a', bootEpoch: '1', from: 6, to: 8 },
      { replica: 'a', bootEpoch: '2', from: 1, to: 1 },
    ]);
  });

  it('are exactly the numbers that were taken away, in any order and with repetitions', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 60 })),
        fc.integer({ min: 61, max: 70 }),
        (lost, last) => {
          const kept = Array.from({ length: last }, (_, index) => index + 1).filter(
            (n) => n === last || !lost.includes(n),
          );
          const shuffled = [...kept, ...kept].sort((x, y) => ((x * 7919) % 101) - ((y * 7919) % 101));
          const missing = sequenceGaps(shuffled.map((n) => of(n))).flatMap(({ from, to }) =>
            Array.from({ length: to - from + 1 }, (_, index) => from + index),
          );
          expect(missing).toEqual(lost.filter((n) => n !== last).sort((x, y) => x - y));
        },
      ),
    );
  });
});
