/** What a gateway knows: each statement once, in order, by revision, whatever is repeated or comes late. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { ApprovalState, LockTarget } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import type { Statement } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { bearer, decision, grant, lock, lockStatement, stated } from '../fixtures/statements.js';
import { ControlState } from './control-state.js';

const request = { bearer, session: 's1', requestSha256: Buffer.from('digest') };
const granted = { bearer, connection: 'warehouse', rule: 'writes', shapeSha256: Buffer.from('shape') };
const here = { caller: undefined, session: 's1', connection: 'warehouse' };

function started(statements: readonly Statement[] = [], sequence = 0): ControlState {
  const state = new ControlState();
  state.restore({ epoch: 'e1', sequence }, statements);
  return state;
}

describe('the feed', () => {
  it('is not taken before a snapshot, from another history, or with a gap', () => {
    expect(new ControlState().apply(stated(1, decision()))).toEqual({ kind: 'resync', why: 'no-snapshot' });
    const state = started();
    expect(state.apply(stated(1, decision(), 'e2'))).toEqual({ kind: 'resync', why: 'other-epoch' });
    expect(state.apply(stated(2, decision()))).toEqual({ kind: 'resync', why: 'gap' });
    expect(state.position).toEqual({ epoch: 'e1', sequence: 0 });
    expect([state.behind(0), state.behind(1)]).toEqual([false, true]);
  });

  it('finds a decision by request and by what it is bound to, until it is over', () => {
    const state = started();
    state.apply(stated(1, decision({ requestIds: ['r1', 'r2'] })));
    state.apply(stated(2, decision({ requestIds: ['r2'], state: ApprovalState.APPROVED, revision: 2 })));
    expect(state.decisionOfRequest('r1')).toBeUndefined();
    expect(state.decisionOfRequest('r2')?.state).toBe(ApprovalState.APPROVED);
    expect(state.decisionFor(request)?.approvalId).toBe('a1');
    expect(state.decisionFor({ ...request, session: 's2' })).toBeUndefined();
    expect(state.decisionFor({ ...request, requestSha256: Buffer.from('other') })).toBeUndefined();
    expect(state.decisionFor({ ...request, bearer: { ...bearer, agent: 'x' } })).toBeUndefined();
    state.apply(stated(3, decision({ state: ApprovalState.CONSUMED, revision: 3 })));
    expect(state.decisionFor(request)).toBeUndefined();
    expect(state.decision('a1')).toBeUndefined();
  });

  it('never goes back to an older revision', () => {
    const state = started();
    state.apply(stated(1, decision({ state: ApprovalState.APPROVED, revision: 2 })));
    expect(state.learn(stated(1, decision({ revision: 1 })))).toEqual({ kind: 'known' });
    expect(state.apply(stated(2, decision({ state: ApprovalState.REVOKED, revision: 3 }))).kind).toBe(
      'applied',
    );
    expect(state.learn(stated(1, decision({ state: ApprovalState.APPROVED, revision: 2 })))).toEqual({
      kind: 'known',
    });
    expect(state.decisionFor(request)).toBeUndefined();
  });

  it('finds grants that cover a request, and locks', () => {
    const state = started();
    state.apply(stated(1, grant()));
    state.apply(stated(2, grant({ grantId: 'g2', expiresUs: 2 })));
    expect(state.grantsFor(granted).map(({ grantId }) => grantId)).toEqual(['g2', 'g1']);
    expect(state.grantsFor({ ...granted, rule: 'other' })).toEqual([]);
    state.apply(stated(3, grant({ ended: true, revision: 2 })));
    expect(state.grantsFor(granted).map(({ grantId }) => grantId)).toEqual(['g2']);
    state.apply(stated(4, lock('l1', LockTarget.SESSION, 's1')));
    expect(state.lockOn(here)?.lock?.lockId).toBe('l1');
    state.apply(stated(5, lock('l1', LockTarget.SESSION, 's1', { lifted: true, revision: 2 })));
    expect(state.lockOn(here)).toBeUndefined();
  });
});

describe('a snapshot', () => {
  it('says what is new and what is gone', () => {
    const state = started([stated(1, decision()), stated(2, lock('l1', LockTarget.SESSION, 's1'))], 2);
    const next = [stated(1, decision()), stated(3, grant()), stated(4, decision({ approvalId: 'a2' }))];
    const restored = state.restore({ epoch: 'e1', sequence: 4 }, next);
    expect(restored.kind === 'restored' && restored.changes.map(({ kind }) => kind)).toEqual([
      'grant',
      'decision',
      'lock-gone',
    ]);
    expect(state.decision('a1')).toBeDefined();
    expect(state.lockOn(here)).toBeUndefined();
    expect(state.position).toEqual({ epoch: 'e1', sequence: 4 });
  });

  it('of an earlier position is not taken; one of another history is', () => {
    const state = started([stated(2, lock('l1', LockTarget.SESSION, 's1'))], 2);
    expect(state.restore({ epoch: 'e1', sequence: 1 }, [])).toEqual({ kind: 'older' });
    expect(state.lockOn(here)).toBeDefined();
    expect(state.restore({ epoch: 'e2', sequence: 1 }, []).kind).toBe('restored');
    expect(state.lockOn(here)).toBeUndefined();
  });

  it('does not wake what an answer beside the feed has ended', () => {
    const state = started([stated(1, decision())], 1);
    state.learn(stated(3, decision({ state: ApprovalState.DENIED, revision: 2 })));
    state.restore({ epoch: 'e1', sequence: 2 }, [stated(1, decision())]);
    expect(state.decisionFor(request)).toBeUndefined();
  });

  it('takes the place of locks that were remembered from an earlier life', () => {
    const state = new ControlState();
    state.remember([
      lockStatement('l1', LockTarget.SESSION, 's1'),
      lockStatement('l2', LockTarget.GROUP, 'x'),
    ]);
    expect(state.lockOn(here)?.lock?.lockId).toBe('l1');
    expect(state.standingLocks()).toHaveLength(2);
    state.restore({ epoch: 'e1', sequence: 9 }, [stated(8, lock('l2', LockTarget.GROUP, 'x'))]);
    expect(state.lockOn(here)).toBeUndefined();
    expect(state.standingLocks()).toHaveLength(1);
  });
});

it('is the same however often the feed is repeated and wherever it is resumed', () => {
  const states = [
    ApprovalState.PENDING,
    ApprovalState.APPROVED,
    ApprovalState.CONSUMED,
    ApprovalState.DENIED,
  ] as const;
  const body = fc.oneof(
    fc
      .record({ id: fc.constantFrom('a1', 'a2', 'a3'), state: fc.constantFrom(...states) })
      .map(({ id, state }) => ({
        id,
        make: (revision: number) => decision({ approvalId: id, state, revision }),
      })),
    fc.record({ id: fc.constantFrom('l1', 'l2'), lifted: fc.boolean() }).map(({ id, lifted }) => ({
      id,
      make: (revision: number) => lock(id, LockTarget.SESSION, 's1', { lifted, revision }),
    })),
  );
  const feed = fc.array(body, { maxLength: 20 }).map((items) => {
    const revisions = new Map<string, number>();
    return items.map(({ id, make }, index) => {
      const revision = (revisions.get(id) ?? 0) + 1;
      revisions.set(id, revision);
      return stated(index + 1, make(revision));
    });
  });
  fc.assert(
    fc.property(feed, fc.array(fc.nat(20), { maxLength: 6 }), (statements, resumes) => {
      const straight = started();
      for (const statement of statements) straight.apply(statement);
      const repeated = started();
      for (const from of [...resumes, 0]) for (const one of statements.slice(from)) repeated.apply(one);
      const look = (state: ControlState): unknown => [
        state.position,
        state.lockOn(here)?.lock?.lockId,
        ['a1', 'a2', 'a3'].map((id) => state.decision(id)),
        state.standingLocks(),
      ];
      expect(look(repeated)).toEqual(look(straight));
    }),
  );
});
