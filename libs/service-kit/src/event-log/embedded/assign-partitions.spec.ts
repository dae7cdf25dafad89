/** Shares are whole, even and steady. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignPartitions, type Share } from './assign-partitions.js';

const names = ['a', 'b', 'c', 'd', 'e'];
const members = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 });
const owners = fc.array(fc.option(fc.constantFrom(...names), { nil: undefined }), {
  minLength: 1,
  maxLength: 24,
});

function sharesOf(given: readonly (string | undefined)[]): Share[] {
  return given.map((owner, partition) => ({ partition, owner }));
}

describe('assignPartitions', () => {
  it('gives every partition to one member, and as many to each', () => {
    fc.assert(
      fc.property(members, owners, (present, given) => {
        const target = assignPartitions(present, sharesOf(given));
        expect([...target.keys()].sort((a, b) => a - b)).toEqual(given.map((_, partition) => partition));
        const counts = present.map(
          (member) => [...target.values()].filter((owner) => owner === member).length,
        );
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('moves only what evenness demands, and nothing at all a second time', () => {
    fc.assert(
      fc.property(members, owners, (present, given) => {
        const shares = sharesOf(given);
        const target = assignPartitions(present, shares);
        const most = Math.ceil(given.length / present.length);
        for (const member of present) {
          const had = shares.filter(({ owner }) => owner === member).length;
          const kept = shares.filter(
            ({ owner, partition }) => owner === member && target.get(partition) === member,
          ).length;
          expect(kept).toBeGreaterThanOrEqual(Math.min(had, most - 1));
        }
        const settled = shares.map(({ partition }) => ({ partition, owner: target.get(partition) }));
        expect(assignPartitions(present, settled)).toEqual(target);
      }),
    );
  });

  it('gives nobody anything when nobody is there', () => {
    expect(assignPartitions([], sharesOf([undefined, 'a'])).size).toBe(0);
  });
});
