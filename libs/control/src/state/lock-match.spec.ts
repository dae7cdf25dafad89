/** Locks stop what they name, and nothing else. */
import { describe, expect, it } from 'vitest';
import { LockTarget } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import { lockStatement } from '../fixtures/statements.js';
import { lockHits } from './lock-match.js';
import type { Lockable } from './lock-match.js';
import { StandingLocks } from './standing-locks.js';

const idp = 'https://idp.example';
const what: Lockable = {
  caller: {
    issuer: idp,
    subject: 'alice',
    agent: 'planner',
    groups: ['staff', 'agents'],
    act: [
      { subject: 'planner', issuer: '' },
      { subject: 'broker', issuer: 'https://other.example' },
    ],
    tokenId: 't-1',
  },
  session: 's1',
  connection: 'warehouse',
};

describe('a lock', () => {
  it.each([
    [LockTarget.SESSION, 's1', ''],
    [LockTarget.CONNECTION, 'warehouse', ''],
    [LockTarget.IDENTITY, 'alice', idp],
    [LockTarget.IDENTITY, 'planner', idp],
    [LockTarget.IDENTITY, 'broker', 'https://other.example'],
    [LockTarget.AGENT, 'planner', ''],
    [LockTarget.AGENT, 'broker', ''],
    [LockTarget.TOKEN, 't-1', idp],
    [LockTarget.GROUP, 'agents', ''],
  ])('on %i %s of %s stops it', (target, value, issuer) => {
    expect(lockHits({ target, value, issuer }, what)).toBe(true);
  });

  it.each([
    [LockTarget.SESSION, 's2', ''],
    [LockTarget.SESSION, 'warehouse', ''],
    [LockTarget.IDENTITY, 'alice', 'https://other.example'],
    [LockTarget.IDENTITY, 'broker', idp],
    [LockTarget.TOKEN, 't-1', 'https://other.example'],
    [LockTarget.GROUP, 'staff,agents', ''],
    [LockTarget.UNSPECIFIED, 's1', ''],
  ])('on %i %s of %s does not', (target, value, issuer) => {
    expect(lockHits({ target, value, issuer }, what)).toBe(false);
  });

  it('on a session or connection stops callers that nobody verified', () => {
    const unverified = { ...what, caller: undefined };
    expect(lockHits({ target: LockTarget.SESSION, value: 's1', issuer: '' }, unverified)).toBe(true);
    expect(lockHits({ target: LockTarget.GROUP, value: 'agents', issuer: '' }, unverified)).toBe(false);
  });
});

describe('the locks that stand', () => {
  it('are found until they are lifted, the one that ends live streams first', () => {
    const locks = new StandingLocks();
    locks.place(lockStatement('l1', LockTarget.SESSION, 's1', { terminateLive: false }));
    locks.place(lockStatement('l2', LockTarget.GROUP, 'agents'));
    expect(locks.on(what)?.lock?.lockId).toBe('l2');
    locks.lift('l2');
    expect(locks.on(what)?.lock?.lockId).toBe('l1');
    locks.lift('l1');
    locks.lift('never placed');
    expect(locks.on(what)).toBeUndefined();
    expect(locks.size).toBe(0);
  });
});
