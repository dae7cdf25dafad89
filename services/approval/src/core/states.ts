/** How an approval may stand and what moves it, as data. */
import type { StateMachine } from './state-machine.js';

/** `pending` and `unattended` both wait for people; of an unattended one nobody waits for the answer at this moment. */
export type ApprovalStanding =
  'pending' | 'unattended' | 'approved' | 'denied' | 'expired' | 'cancelled' | 'consumed' | 'revoked';

export type Trigger =
  | 'join'
  | 'leave'
  /** Enough people agreed. */
  | 'agree'
  /** Enough people refused, or the requester has too many open. */
  | 'refuse'
  | 'time'
  /** A person or a lock took it back. */
  | 'withdraw'
  /** A gateway releases the request. */
  | 'consume';

const waiting = {
  join: 'pending',
  leave: 'unattended',
  agree: 'approved',
  refuse: 'denied',
  time: 'expired',
  withdraw: 'cancelled',
} as const;

export const approvalMachine = {
  initial: 'pending',
  states: {
    pending: waiting,
    unattended: waiting,
    approved: {
      join: 'approved',
      leave: 'approved',
      consume: 'consumed',
      time: 'expired',
      withdraw: 'revoked',
    },
    denied: {},
    expired: {},
    cancelled: {},
    consumed: {},
    revoked: {},
  },
} as const satisfies StateMachine<ApprovalStanding, Trigger>;

/** Where a trigger leads from a standing; undefined where it means nothing. */
export function next(from: ApprovalStanding, trigger: Trigger): ApprovalStanding | undefined {
  const moves: Partial<Record<Trigger, ApprovalStanding>> = approvalMachine.states[from];
  return moves[trigger];
}

export function isStanding(text: string): text is ApprovalStanding {
  return Object.hasOwn(approvalMachine.states, text);
}

/** Waits for people. */
export function isPending(standing: ApprovalStanding): boolean {
  return standing === 'pending' || standing === 'unattended';
}

/** Waits for people or for its use: everything that may still change. */
export function isOpen(standing: ApprovalStanding): boolean {
  return Object.keys(approvalMachine.states[standing]).length > 0;
}

/** For queries of what may still change. */
export const openStandings = [
  'pending',
  'unattended',
  'approved',
] as const satisfies readonly ApprovalStanding[];
