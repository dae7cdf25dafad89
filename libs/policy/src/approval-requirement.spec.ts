import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bothRequirements, requirementOf, type ApprovalRequirement } from './approval-requirement.js';
import { approval } from './document/approval.js';

const wants = (written: object, rule = 'r'): ApprovalRequirement => {
  const requirement = requirementOf(rule, approval.parse(written), ['approvers']);
  if (requirement === undefined) throw new Error('nobody to ask');
  return requirement;
};

describe('what a rule wants of people', () => {
  it('is one approver and half an hour, where it says nothing', () => {
    expect(wants({})).toEqual({
      rules: ['r'],
      anyOf: [[{ groups: ['approvers'], people: 1 }]],
      denyPeople: 1,
      lifetimeMs: 1_800_000,
      escalationGroups: [],
      reasonRequired: 'never',
      grant: undefined,
      sameArguments: [],
      channel: '',
    });
  });

  it('is nothing anybody can give, where there is no group to ask', () => {
    expect(requirementOf('r', approval.parse({}), [])).toBeUndefined();
    expect(requirementOf('r', approval.parse({ groups: ['dba'] }), [])).toBeDefined();
  });

  it('takes several ways, of steps in their order', () => {
    const steps = [
      { groups: ['team'], people: 1 },
      { groups: ['security', 'legal'], people: 2 },
    ];
    expect(wants({ anyOf: [{ steps }, { steps: [{ groups: ['ciso'] }] }] }).anyOf).toEqual([
      steps,
      [{ groups: ['ciso'], people: 1 }],
    ]);
  });

  it('says a grant in the units of the clock', () => {
    expect(wants({ grant: { minutesMax: 30 } }).grant).toEqual({ durationMsMax: 1_800_000, usesMax: 100 });
  });
});

describe('two rules that hold the same request', () => {
  it('are both met: one way after the other, and the tighter of every bound', () => {
    const one = wants({
      groups: ['dba'],
      people: 2,
      expiresS: 600,
      reason: 'deny',
      grant: { minutesMax: 5 },
    });
    const written = { groups: ['security'], denyPeople: 2, reason: 'approve', channel: '#security' };
    const other = wants(written, 's');
    expect(bothRequirements(one, other)).toMatchObject({
      rules: ['r', 's'],
      anyOf: [
        [
          { groups: ['dba'], people: 2 },
          { groups: ['security'], people: 1 },
        ],
      ],
      denyPeople: 1,
      lifetimeMs: 600_000,
      reasonRequired: 'always',
      grant: undefined,
      channel: '#security',
    });
  });

  it('ask the same people once, and as many of them as the stricter rule wants', () => {
    const one = wants({ groups: ['b', 'a'], people: 1 });
    const other = wants({ groups: ['a', 'b'], people: 3 });
    expect(bothRequirements(one, other).anyOf).toEqual([[{ groups: ['a', 'b'], people: 3 }]]);
  });

  it('never ask for less than either of them', () => {
    const written = fc.record({
      groups: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
      people: fc.integer({ min: 1, max: 5 }),
      denyPeople: fc.integer({ min: 1, max: 5 }),
      expiresS: fc.integer({ min: 10, max: 100_000 }),
      reason: fc.constantFrom('never', 'approve', 'deny', 'always'),
    });
    const key = (groups: readonly string[]): string => [...groups].sort().join();
    fc.assert(
      fc.property(written, written, (first, second) => {
        const [one, other] = [wants(first), wants(second)];
        const both = bothRequirements(one, other);
        expect(both.lifetimeMs).toBeLessThanOrEqual(Math.min(one.lifetimeMs, other.lifetimeMs));
        expect(both.denyPeople).toBeLessThanOrEqual(Math.min(one.denyPeople, other.denyPeople));
        for (const way of both.anyOf) {
          for (const step of [...(one.anyOf[0] ?? []), ...(other.anyOf[0] ?? [])]) {
            const same = way.find(({ groups }) => key(groups) === key(step.groups));
            expect(same?.people).toBeGreaterThanOrEqual(step.people);
          }
        }
      }),
    );
  });
});
