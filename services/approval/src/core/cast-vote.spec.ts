/** Who may vote, with which reason and bounds, and what becomes of it. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { asked, idp, minuteUs, oneApprover, opened, person, startUs, vote } from '../fixtures/asked.js';
import type { Approval } from './approval.js';
import { castVote } from './cast-vote.js';
import type { CastVote } from './cast-vote.js';
import { refusedVotesRecordedMax } from './limits.js';
import { personKey } from './person.js';
import { narrow, narrowest } from './requirement.js';
import type { Done, Result } from './result.js';
import { withdrawVote } from './withdraw-vote.js';

const nowUs = startUs + minuteUs;
const cast = (approval: Approval, command: CastVote, atUs = nowUs): Result =>
  castVote(approval, command, atUs);
const codeOf = (result: Result): string => (result.kind === 'refused' ? result.code : result.kind);

function must(result: Result): Done {
  if (result.kind !== 'done') throw new TypeError(codeOf(result));
  return result;
}

describe('nobody answers', () => {
  const chain = {
    requester: {
      ...asked().requester,
      subject: 'alice',
      agent: 'planner',
      act: [
        { subject: 'planner', issuer: '' },
        { subject: 'broker', issuer: 'https://other.example' },
      ],
    },
  };
  it.each([
    ['their own request', person('alice', ['approvers', 'admins']), 'OWN_REQUEST'],
    ['as the agent that asks', person('planner'), 'AGENTS_REQUEST'],
    [
      'as the agent, known elsewhere',
      person('planner', ['approvers'], { issuer: 'https://other.example' }),
      'AGENTS_REQUEST',
    ],
    [
      'within the chain it runs through',
      person('broker', ['approvers'], { issuer: 'https://other.example' }),
      'DELEGATED_REQUEST',
    ],
    [
      'through somebody who acts for them',
      person('bob', ['approvers'], { delegated: true }),
      'DELEGATED_VOTE',
    ],
    ['outside of the groups', person('bob', ['admins']), 'NOT_ELIGIBLE'],
  ])('%s', (_what, voter, code) => {
    const result = cast(opened({}, chain), vote(voter, 'approve'));
    expect(codeOf(result)).toBe(code);
    expect(result.kind === 'refused' && result.events).toMatchObject([{ kind: 'vote-refused', code }]);
    expect(codeOf(cast(opened({}, chain), vote(voter, 'deny')))).toBe(code);
  });

  it('and attempts are written down, up to a number', () => {
    let approval = opened();
    let written = 0;
    for (let tries = 0; tries < refusedVotesRecordedMax + 5; tries++) {
      const result = cast(approval, vote(person('agent'), 'approve'));
      if (result.kind !== 'refused') throw new TypeError(result.kind);
      written += result.events.length;
      approval = result.approval ?? approval;
    }
    expect(written).toBe(refusedVotesRecordedMax);
    expect(approval.votes).toEqual([]);
  });
});

describe('a vote', () => {
  it('decides when it completes a way', () => {
    const { approval, events } = must(cast(opened(), vote(person('bob'), 'approve', { reason: ' fine ' })));
    expect(approval).toMatchObject({ standing: 'approved', revision: 2, outcome: { said: 'fine' } });
    expect(events.map(({ kind }) => kind)).toEqual(['voted', 'decided']);
    expect(codeOf(cast(approval, vote(person('carol'), 'deny')))).toBe('ALREADY_DECIDED');
  });

  it('does not count at the instant of the expiry or later, whether or not that was written down', () => {
    const approval = opened();
    expect(codeOf(cast(approval, vote(person('bob'), 'approve'), approval.expiresUs))).toBe('EXPIRED');
    expect(codeOf(cast({ ...approval, standing: 'expired' }, vote(person('bob'), 'approve')))).toBe(
      'EXPIRED',
    );
    expect(cast(approval, vote(person('bob'), 'approve'), approval.expiresUs - 1).kind).toBe('done');
  });

  it('can be changed or taken back until the outcome', () => {
    const two = opened({ anyOf: [[{ groups: ['approvers'], people: 2 }]], denyPeople: 2 });
    const yes = must(cast(two, vote(person('bob'), 'approve'))).approval;
    const no = must(cast(yes, vote(person('bob'), 'deny'))).approval;
    expect(no.votes.map(({ choice }) => choice)).toEqual(['deny']);
    expect(must(cast(no, vote(person('carol'), 'approve'))).approval.standing).toBe('pending');
    const taken = must(
      withdrawVote(no, { kind: 'withdraw', voter: person('bob'), channel: 'rest' }, nowUs),
    ).approval;
    expect(taken.votes).toEqual([]);
    expect(
      codeOf(withdrawVote(taken, { kind: 'withdraw', voter: person('bob'), channel: 'rest' }, nowUs)),
    ).toBe('NO_VOTE');
  });

  it('given again keeps its place in the order of steps', () => {
    const steps = opened({
      anyOf: [
        [
          { groups: ['ops'], people: 1 },
          { groups: ['security'], people: 2 },
        ],
      ],
    });
    const first = must(cast(steps, vote(person('o', ['ops']), 'approve'), nowUs)).approval;
    const second = must(cast(first, vote(person('s', ['security']), 'approve'), nowUs + 1)).approval;
    const again = must(cast(second, vote(person('o', ['ops']), 'approve'), nowUs + 2)).approval;
    expect(must(cast(again, vote(person('t', ['security']), 'approve'), nowUs + 3)).approval.standing).toBe(
      'approved',
    );
    expect(codeOf(cast(steps, vote(person('s', ['security']), 'approve')))).toBe('NOT_YOUR_TURN');
  });

  it('needs a reason where the rule says so', () => {
    const denying = opened({ reasonRequired: 'deny' });
    expect(codeOf(cast(denying, vote(person('bob'), 'deny', { reason: '  ' })))).toBe('REASON_REQUIRED');
    expect(cast(denying, vote(person('bob'), 'approve')).kind).toBe('done');
    expect(codeOf(cast(opened(), vote(person('bob'), 'deny', { reason: 'x'.repeat(2_001) })))).toBe(
      'REASON_TOO_LONG',
    );
  });
});

describe('groups of the provider', () => {
  const two = opened({ anyOf: [[{ groups: ['approvers'], people: 2 }]] });
  const bob = person('bob', ['approvers'], { groupSource: 'provider' });
  const waiting = must(cast(two, vote(bob, 'approve'))).approval;
  const last = (fresh: CastVote['fresh'] = new Map()): Result =>
    cast(waiting, vote(person('carol'), 'approve', { fresh }));

  it('are read again at the outcome', () => {
    expect(last()).toEqual({ kind: 'reread', people: [{ issuer: idp, subject: 'bob' }] });
    expect(must(last(new Map([[personKey(bob), ['approvers']]]))).approval.standing).toBe('approved');
  });

  it('that were lost, or cannot be read, no longer count', () => {
    const lost = must(last(new Map([[personKey(bob), []]]))).approval;
    expect(lost.standing).toBe('pending');
    expect(must(cast(lost, vote(person('dora'), 'approve'))).approval.standing).toBe('approved');
  });
});

describe('a grant', () => {
  it('is as narrow as the narrowest of those who decided, from the approval on', () => {
    const two = opened({ anyOf: [[{ groups: ['approvers'], people: 2 }]] });
    const first = must(
      cast(two, vote(person('bob'), 'approve', { bounds: { durationMs: 60_000 } })),
    ).approval;
    const result = must(cast(first, vote(person('carol'), 'approve', { bounds: { uses: 2 } })));
    expect(result.grant).toMatchObject({
      id: 'g1',
      expiresUs: nowUs + 60_000_000,
      usesMax: 2,
      approvalId: 'r1',
    });
    expect(result.approval.outcome?.grantId).toBe('g1');
    expect(result.events.map(({ kind }) => kind)).toEqual(['voted', 'decided', 'grant-made']);
    expect(must(cast(first, vote(person('carol'), 'approve'))).grant).toBeUndefined();
  });

  it('is never wider than policy offers', () => {
    expect(codeOf(cast(opened(), vote(person('bob'), 'approve', { bounds: { uses: 6 } })))).toBe(
      'GRANT_TOO_WIDE',
    );
    expect(codeOf(cast(opened(), vote(person('bob'), 'approve', { bounds: { durationMs: 0 } })))).toBe(
      'GRANT_TOO_WIDE',
    );
    const { grant: offered, ...nothing } = oneApprover;
    expect(offered).toBeDefined();
    const bare = { ...opened(), asked: { ...asked(), requirement: nothing } };
    expect(codeOf(cast(bare, vote(person('bob'), 'approve', { bounds: {} })))).toBe('GRANT_NOT_OFFERED');
    const bounds = fc.record({
      durationMs: fc.integer({ min: 1, max: 99 }),
      uses: fc.integer({ min: 1, max: 99 }),
    });
    fc.assert(
      fc.property(bounds, fc.array(bounds, { minLength: 1 }), (bound, asking) => {
        const given = asking
          .map((one) => narrow(bound, one))
          .flatMap((one) => (one.kind === 'bounds' ? [one.bounds] : []));
        const together = narrowest(given);
        for (const one of [...given, ...(together === undefined ? [] : [together])]) {
          expect(one.durationMs).toBeLessThanOrEqual(bound.durationMs);
          expect(one.uses).toBeLessThanOrEqual(bound.uses);
        }
      }),
    );
  });
});
