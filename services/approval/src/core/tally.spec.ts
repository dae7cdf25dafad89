/** Votes against what is required: quorum, steps in order, alternatives, one person once. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { idp, oneApprover, startUs } from '../fixtures/asked.js';
import { personKey } from './person.js';
import type { Requirement, Way } from './requirement.js';
import { eligibility, tally } from './tally.js';
import type { Choice, Vote } from './vote.js';

const says = (subject: string, groups: readonly string[], atUs = 0, choice: Choice = 'approve'): Vote => ({
  voter: { issuer: idp, subject },
  ...{ name: '', choice, groups, groupSource: 'token', channel: 'rest', reason: '' },
  atUs: startUs + atUs,
});
const needing = (...anyOf: Way[]): Requirement => ({ ...oneApprover, anyOf, denyPeople: 2 });
const two = needing([{ groups: ['ops'], people: 2 }]);
const ordered = needing([
  { groups: ['ops'], people: 1 },
  { groups: ['security'], people: 1 },
]);

describe('a quorum', () => {
  it('needs distinct people, whatever they say twice', () => {
    expect(tally(two, [says('a', ['ops']), says('a', ['ops'], 1)]).kind).toBe('open');
    expect(tally(two, [says('a', ['ops']), says('b', ['ops'])]).kind).toBe('approved');
    expect(tally(two, [says('a', ['ops']), says('b', ['sales'])]).kind).toBe('open');
  });

  it('of those who refuse is counted apart', () => {
    const denials = [says('a', ['ops'], 0, 'deny'), says('b', ['ops'], 1, 'deny')];
    expect(tally(two, denials.slice(0, 1)).kind).toBe('open');
    expect(tally(two, denials)).toMatchObject({ kind: 'denied', deciders: denials });
    expect(tally(two, [says('a', ['ops'], 0, 'deny'), says('b', ['sales'], 1, 'deny')]).kind).toBe('open');
  });

  it('that nobody can reach is never reached', () => {
    expect(tally({ ...oneApprover, anyOf: [] }, [says('a', ['ops'])]).kind).toBe('open');
    expect(tally(needing([]), [says('a', ['ops'])]).kind).toBe('open');
    expect(tally(needing([{ groups: [], people: 0 }]), [says('a', ['ops'])]).kind).toBe('open');
  });
});

describe('steps', () => {
  it('count in their order only', () => {
    expect(tally(ordered, [says('a', ['ops']), says('s', ['security'], 1)]).kind).toBe('approved');
    expect(tally(ordered, [says('s', ['security']), says('a', ['ops'], 1)]).kind).toBe('open');
    expect(eligibility(ordered, [], says('s', ['security']))).toBe('not-yet');
    expect(eligibility(ordered, [says('a', ['ops'])], says('s', ['security'], 1))).toBe('counts');
    expect(eligibility(ordered, [], says('x', ['sales']))).toBe('never');
  });

  it('take each person once, also one who is in the groups of both', () => {
    expect(tally(ordered, [says('a', ['ops', 'security'])]).kind).toBe('open');
    expect(tally(ordered, [says('a', ['ops', 'security']), says('b', ['ops', 'security'], 1)]).kind).toBe(
      'approved',
    );
  });
});

it('any of several ways is enough', () => {
  const either = needing([{ groups: ['ops'], people: 2 }], [{ groups: ['chief'], people: 1 }]);
  expect(tally(either, [says('c', ['chief'])]).kind).toBe('approved');
  expect(tally(either, [says('a', ['ops'])]).kind).toBe('open');
});

const groups = fc.subarray(['ops', 'security', 'chief', 'sales']);
const aVote = fc
  .record({
    subject: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    groups,
    atUs: fc.nat(20),
    choice: fc.constantFrom<Choice>('approve', 'approve', 'deny'),
  })
  .map(({ subject, groups: own, atUs, choice }) => says(subject, own, atUs, choice));
const aWay = fc.array(fc.record({ groups, people: fc.integer({ min: 1, max: 3 }) }), {
  minLength: 1,
  maxLength: 3,
});
const aRequirement = fc
  .record({
    anyOf: fc.array(aWay, { minLength: 1, maxLength: 3 }),
    denyPeople: fc.integer({ min: 1, max: 3 }),
  })
  .map((some): Requirement => ({ ...oneApprover, ...some }));

describe('whatever is required and voted', () => {
  it('those who decide are distinct people who said so, and enough of them', () => {
    fc.assert(
      fc.property(aRequirement, fc.array(aVote, { maxLength: 12 }), (requirement, votes) => {
        const result = tally(requirement, votes);
        if (result.kind === 'open') return;
        const { deciders, kind } = result;
        expect(new Set(deciders.map(({ voter }) => personKey(voter))).size).toBe(deciders.length);
        expect(deciders.every(({ choice }) => choice === (kind === 'denied' ? 'deny' : 'approve'))).toBe(
          true,
        );
        const needed = requirement.anyOf.map((way) => way.reduce((sum, { people }) => sum + people, 0));
        const least = kind === 'denied' ? requirement.denyPeople : Math.min(...needed);
        expect(deciders.length).toBeGreaterThanOrEqual(least);
      }),
    );
  });

  it('a person without the groups changes nothing', () => {
    fc.assert(
      fc.property(
        aRequirement,
        fc.array(aVote, { maxLength: 12 }),
        fc.nat(20),
        (requirement, votes, atUs) => {
          const more = tally(requirement, [...votes, says('z', [], atUs)]);
          expect(more).toEqual(tally(requirement, votes));
        },
      ),
    );
  });

  it('the order in which votes are stored does not matter, their times do', () => {
    const distinct = fc.uniqueArray(aVote, { maxLength: 12, selector: ({ atUs }) => atUs });
    fc.assert(
      fc.property(aRequirement, distinct, (requirement, votes) => {
        expect(tally(requirement, [...votes].reverse())).toEqual(tally(requirement, votes));
      }),
    );
  });
});
