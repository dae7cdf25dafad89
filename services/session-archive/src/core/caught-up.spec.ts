import { describe, expect, it } from 'vitest';
import { CaughtUp } from './caught-up.js';

const at = (position: number, end: number) => [{ partition: 0, position, end }];

describe('caught up', () => {
  it('means that all of the look before has been read', () => {
    const caughtUp = new CaughtUp();
    expect(caughtUp.look(1, at(10, 10))).toBeUndefined();
    expect(caughtUp.look(2, at(10, 15))).toBe(2);
    expect(caughtUp.look(3, at(15, 400))).toBe(2);
    expect(caughtUp.look(4, at(399, 400))).toBeUndefined();
    expect(caughtUp.look(5, at(400, 400))).toBe(5);
  });

  it('is not known of a log that cannot be asked or has no partitions', () => {
    const caughtUp = new CaughtUp();
    caughtUp.look(1, at(1, 1));
    expect(caughtUp.look(2, at(1, 1))).toBe(2);
    caughtUp.lost();
    expect(caughtUp.look(3, at(1, 1))).toBeUndefined();
    expect(caughtUp.look(4, [])).toBeUndefined();
  });
});
