/** UUIDv7: shape, order, time, and no collision within a millisecond. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timeOfUuidV7, uuidV7Generator } from './uuid-v7.js';

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('has the shape of RFC 9562, carries the time and rises, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2 ** 47 }), { minLength: 1, maxLength: 50 }), (times) => {
      const next = uuidV7Generator();
      let last = '';
      let highest = 0;
      for (const time of times) {
        const id = next(time);
        highest = Math.max(highest, time);
        expect(id).toMatch(shape);
        expect(id > last).toBe(true);
        expect(timeOfUuidV7(id)).toBeGreaterThanOrEqual(highest);
        last = id;
      }
    }),
  );
});

it('makes 100,000 different rising ids in one millisecond and stays within 50 ms of it', () => {
  const next = uuidV7Generator();
  const ids = Array.from({ length: 100_000 }, () => next(1_700_000_000_000));
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  expect(timeOfUuidV7(ids.at(-1) ?? '') - 1_700_000_000_000).toBeLessThan(50);
});
