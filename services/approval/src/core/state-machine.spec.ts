/** A machine that is not sound does not start. */
import { expect, it } from 'vitest';
import { mustBeSound, problemsOf } from './state-machine.js';
import { approvalMachine, isOpen, isPending, next, openStandings } from './states.js';
import type { ApprovalStanding } from './states.js';

it('the machine of approvals is sound', () => {
  expect(problemsOf(approvalMachine)).toEqual([]);
  expect(() => mustBeSound('approval', approvalMachine)).not.toThrow();
});

it('refuses states that are unknown, unreachable or endless', () => {
  const machine = {
    initial: 'open',
    states: {
      open: { close: 'closed', spin: 'spinning' },
      closed: {},
      spinning: { spin: 'spinning' },
      lost: { go: 'nowhere' },
    },
  };
  expect(problemsOf(machine)).toEqual([
    'the state nowhere is unknown',
    'the state lost cannot be reached',
    'the state spinning leads to no end',
    'the state lost leads to no end',
  ]);
  expect(() => mustBeSound('broken', machine)).toThrow(
    'the state machine broken: the state nowhere is unknown',
  );
});

it('what is over stays as it is', () => {
  const standings = Object.keys(approvalMachine.states) as ApprovalStanding[];
  expect(standings.filter(isOpen)).toEqual([...openStandings]);
  expect(standings.filter(isPending)).toEqual(['pending', 'unattended']);
  expect(next('denied', 'agree')).toBeUndefined();
  expect(next('pending', 'consume')).toBeUndefined();
  expect(next('approved', 'agree')).toBeUndefined();
});
