/** A roster holds what a set would hold, whoever comes and goes in whatever order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Roster, type Seated } from './roster.js';

const member = (name: number): Seated & { name: number } => ({ name, seat: -1 });

describe('a roster', () => {
  it('holds what a set holds', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(12)), { maxLength: 60 }), (steps) => {
        const members = Array.from({ length: 13 }, (_, name) => member(name));
        const roster = new Roster<(typeof members)[number]>();
        const set = new Set<Seated>();
        for (const [comes, at] of steps) {
          const one = members[at] ?? member(-1);
          if (comes && !set.has(one)) {
            roster.add(one);
            set.add(one);
          } else if (!comes) expect(roster.delete(one)).toBe(set.delete(one));
          expect(new Set(roster)).toEqual(set);
          expect(roster.size).toBe(set.size);
        }
      }),
    );
  });

  it('is walked whole while members leave, themselves or others', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 20 }), (leaves) => {
        const roster = new Roster<Seated & { name: number }>();
        leaves.forEach((_, name) => roster.add(member(name)));
        const seen: number[] = [];
        for (const one of roster) {
          seen.push(one.name);
          if (leaves[one.name] === true) roster.delete(one);
        }
        expect(seen.toSorted((a, b) => a - b)).toEqual(leaves.map((_, name) => name));
        expect(roster.size).toBe(leaves.filter((left) => !left).length);
      }),
    );
  });
});
