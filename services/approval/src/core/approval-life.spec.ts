/** The life of an approval beside its votes: opened, joined, left, reminded, expired, taken back, spent. */
import { describe, expect, it } from 'vitest';
import { asked, minuteUs, opened, person, startUs, vote } from '../fixtures/asked.js';
import { nextDueUs } from './approval.js';
import type { Approval } from './approval.js';
import { castVote } from './cast-vote.js';
import { decide } from './command.js';
import type { Command } from './command.js';
import { consumeApproval } from './consume-approval.js';
import { endGrant, useGrant } from './grant.js';
import type { Grant } from './grant.js';
import { waitingRequestsMax } from './limits.js';
import { expireLock, liftLock, placeLock } from './lock.js';
import { openApproval } from './open-approval.js';

const nowUs = startUs + minuteUs;
const bearer = { issuer: 'https://idp.example', subject: 'agent', agent: 'agent' };

function after(approval: Approval, command: Command, atUs = nowUs): Approval {
  const result = decide(approval, command, atUs);
  return result.kind === 'done' ? result.approval : approval;
}

const approved = after(opened(), vote(person('bob'), 'approve', { bounds: {} }));

describe('an approval', () => {
  const question = { requestId: 'r1', asked: asked(), openOfIdentity: 10, openOfIdentityMax: 10 };

  it('is refused at once when its identity has too many open', () => {
    const { approval, events } = openApproval(question, startUs);
    expect(approval).toMatchObject({ standing: 'denied', revision: 2, outcome: { deciders: [] } });
    expect(events.map(({ kind }) => kind)).toEqual(['requested', 'decided']);
    expect(approval.outcome?.said).toContain('10 requests');
  });

  it('is over at once under a lock, or when the question comes too late', () => {
    const open = { ...question, openOfIdentity: 0 };
    expect(openApproval({ ...open, lockId: 'l1' }, startUs).approval.standing).toBe('cancelled');
    expect(openApproval(open, startUs + 10 * minuteUs).approval.standing).toBe('expired');
  });

  it('is joined by the same request again, and stays when its client goes', () => {
    const left = after(opened(), { kind: 'leave', requestId: 'r1' });
    expect([left.standing, left.revision]).toEqual(['unattended', 1]);
    const joined = after(left, { kind: 'join', requestId: 'r2' });
    expect([joined.standing, joined.revision]).toEqual(['pending', 2]);
    expect(decide(joined, { kind: 'join', requestId: 'r2' }, nowUs)).toEqual({ kind: 'unchanged' });
    expect(after(joined, { kind: 'leave', requestId: 'r1' }).standing).toBe('pending');
    expect(after(left, vote(person('bob'), 'approve')).standing).toBe('approved');
    let many = opened();
    for (let index = 0; index < 40; index++)
      many = after(many, { kind: 'join', requestId: `again-${index}` });
    expect(many.waiting).toHaveLength(waitingRequestsMax);
    expect(many.waiting.at(-1)?.requestId).toBe('again-39');
  });

  it('reminds at half and four fifths of its time, escalates, then expires', () => {
    let approval = opened({ escalationGroups: ['chief'] });
    const seen: unknown[] = [];
    for (let due = nextDueUs(approval); due !== undefined; due = nextDueUs(approval)) {
      expect(decide(approval, { kind: 'pass-time' }, due - 1)).toEqual({ kind: 'unchanged' });
      const result = decide(approval, { kind: 'pass-time' }, due);
      if (result.kind !== 'done') throw new TypeError(result.kind);
      seen.push([(due - startUs) / minuteUs, ...result.events]);
      approval = result.approval;
    }
    expect(seen).toEqual([
      [5, { kind: 'reminded', share: 0.5, escalate: false }],
      [8, { kind: 'reminded', share: 0.8, escalate: true }],
      [10, { kind: 'expired', was: 'pending' }],
    ]);
  });

  it('gives one reminder after a standstill, and none once it is decided', () => {
    const late = decide(opened(), { kind: 'pass-time' }, startUs + 9 * minuteUs);
    expect(late.kind === 'done' && late.events).toEqual([{ kind: 'reminded', share: 0.8, escalate: false }]);
    expect(nextDueUs(approved)).toBe(approved.expiresUs);
    expect(decide(approved, { kind: 'pass-time' }, approved.expiresUs)).toMatchObject({
      kind: 'done',
      approval: { standing: 'expired' },
    });
  });

  it('is cancelled while it waits, revoked once it is approved, and neither when it is over', () => {
    const lock: Command = { kind: 'take-back', lockId: 'l1' };
    expect(after(opened(), lock).standing).toBe('cancelled');
    expect(after(approved, lock).standing).toBe('revoked');
    expect(decide(after(opened(), lock), lock, nowUs)).toMatchObject({ kind: 'refused', code: 'NOT_OPEN' });
  });
});

describe('spending an approval', () => {
  const spend = { requestId: 'r1', requestSha256: 'd1', bearer, replica: 'gateway-1' };

  it('happens once, and is answered the same to the same request', () => {
    const first = consumeApproval(approved, spend, nowUs);
    const spent = first.kind === 'consumed' ? first.done?.approval : undefined;
    if (spent === undefined) throw new TypeError(first.kind);
    expect(spent.standing).toBe('consumed');
    expect(consumeApproval(spent, spend, nowUs)).toEqual({ kind: 'consumed' });
    expect(consumeApproval(spent, { ...spend, requestId: 'r2' }, nowUs)).toEqual({ kind: 'spent' });
    expect(consumeApproval(spent, { ...spend, replica: 'gateway-2' }, nowUs)).toEqual({ kind: 'spent' });
  });

  it('needs the same bytes, the same bearer, a yes, and time', () => {
    expect(consumeApproval(approved, { ...spend, requestSha256: 'd2' }, nowUs)).toEqual({
      kind: 'other-request',
    });
    const other = { ...spend, bearer: { ...bearer, agent: '' } };
    expect(consumeApproval(approved, other, nowUs)).toEqual({ kind: 'other-request' });
    expect(consumeApproval(opened(), spend, nowUs)).toEqual({ kind: 'not-approved' });
    expect(consumeApproval(approved, spend, approved.expiresUs)).toEqual({ kind: 'not-approved' });
    const revoked = after(approved, { kind: 'take-back' });
    expect(consumeApproval(revoked, spend, nowUs)).toEqual({ kind: 'not-approved' });
  });
});

describe('a grant', () => {
  const made = castVote(opened(), vote(person('bob'), 'approve', { bounds: { uses: 2 } }), nowUs);
  const grant = made.kind === 'done' ? made.grant : undefined;
  const use = { requestId: 'u1', shapeSha256: 'f1', bearer, replica: 'gateway-1', known: false };
  const used = (from: Grant, requestId: string): Grant => {
    const result = useGrant(from, { ...use, requestId }, nowUs);
    return result.kind === 'consumed' && result.done !== undefined ? result.done.grant : from;
  };

  it('counts its uses and ends with the last', () => {
    if (grant === undefined) throw new TypeError('no grant');
    const once = used(grant, 'u1');
    expect([once.uses, once.ended, once.revision]).toEqual([1, undefined, 1]);
    const twice = used(once, 'u2');
    expect([twice.uses, twice.ended, twice.revision]).toEqual([2, 'spent', 2]);
    expect(useGrant(twice, { ...use, requestId: 'u3' }, nowUs)).toEqual({ kind: 'spent' });
    expect(useGrant(twice, { ...use, known: true }, nowUs)).toEqual({ kind: 'consumed' });
  });

  it('is for its shape and bearer, until it ends', () => {
    if (grant === undefined) throw new TypeError('no grant');
    expect(useGrant(grant, { ...use, shapeSha256: 'f2' }, nowUs).kind).toBe('other-request');
    expect(useGrant(grant, { ...use, bearer: { ...bearer, subject: 'x' } }, nowUs).kind).toBe(
      'other-request',
    );
    expect(useGrant(grant, use, grant.expiresUs).kind).toBe('not-approved');
    const ended = endGrant(grant, 'revoked', person('bob'));
    if (ended.kind !== 'done') throw new TypeError(ended.kind);
    expect(useGrant(ended.grant, use, nowUs).kind).toBe('not-approved');
    expect(endGrant(ended.grant, 'expired')).toEqual({ kind: 'refused', code: 'NOT_OPEN' });
  });
});

describe('a lock', () => {
  const plain = {
    id: 'l1',
    target: 'session',
    value: 's1',
    issuer: '',
    expiresUs: 0,
    terminateLive: true,
  } as const;
  const wanted = { ...plain, reason: '', placedUs: startUs, findingId: '' };

  it('names what it is on', () => {
    expect(placeLock(wanted, startUs).kind).toBe('done');
    for (const wrong of [
      { value: '' },
      { target: 'identity' as const },
      { issuer: 'x' },
      { expiresUs: startUs },
    ])
      expect(placeLock({ ...wanted, ...wrong }, startUs)).toEqual({ kind: 'refused', code: 'LOCK_INVALID' });
  });

  it('ends by its time or by hand, once', () => {
    const placed = placeLock({ ...wanted, expiresUs: startUs + 10 }, startUs);
    if (placed.kind !== 'done') throw new TypeError(placed.kind);
    expect(expireLock(placed.lock, startUs + 9)).toBeUndefined();
    expect(expireLock(placed.lock, startUs + 10)).toMatchObject({ lock: { lifted: true, revision: 2 } });
    const lifted = liftLock(placed.lock, person('admin'));
    expect(lifted.kind === 'done' && liftLock(lifted.lock)).toEqual({ kind: 'refused', code: 'NOT_OPEN' });
  });
});
