/** A lock: a standing no on a session, identity, agent, token, connection or group. */
import type { Person } from './person.js';
import type { RefusalCode } from './refusal.js';

export const lockTargets = ['session', 'identity', 'agent', 'token', 'connection', 'group'] as const;
export type LockTargetName = (typeof lockTargets)[number];

export interface Lock {
  readonly id: string;
  readonly target: LockTargetName;
  readonly value: string;
  /** Issuer that knows the subject or the token; empty for other targets. */
  readonly issuer: string;
  /** 0: when it is lifted. */
  readonly expiresUs: number;
  readonly terminateLive: boolean;
  /** In the words of who placed it; empty when nothing was said. */
  readonly reason: string;
  readonly placedUs: number;
  /** Absent when a finding placed it. */
  readonly placedBy?: Person;
  readonly findingId: string;
  readonly lifted: boolean;
  readonly revision: number;
}

export type LockEvent =
  | { readonly kind: 'lock-placed' }
  | { readonly kind: 'lock-lifted'; readonly expired: boolean; readonly by?: Person };

export type LockResult =
  | { readonly kind: 'done'; readonly lock: Lock; readonly events: readonly LockEvent[] }
  | { readonly kind: 'refused'; readonly code: RefusalCode };

/** Identities and tokens are known by their issuer, other things by their name alone. */
const needsIssuer: ReadonlySet<LockTargetName> = new Set(['identity', 'token']);

export function placeLock(lock: Omit<Lock, 'lifted' | 'revision'>, nowUs: number): LockResult {
  const named = lock.value !== '' && (lock.issuer !== '') === needsIssuer.has(lock.target);
  const lasts = lock.expiresUs === 0 || lock.expiresUs > nowUs;
  if (!named || !lasts) return { kind: 'refused', code: 'LOCK_INVALID' };
  return { kind: 'done', lock: { ...lock, lifted: false, revision: 1 }, events: [{ kind: 'lock-placed' }] };
}

export function liftLock(lock: Lock, by?: Person): LockResult {
  if (lock.lifted) return { kind: 'refused', code: 'NOT_OPEN' };
  const event: LockEvent = { kind: 'lock-lifted', expired: false, ...(by && { by }) };
  return { kind: 'done', lock: { ...lock, lifted: true, revision: lock.revision + 1 }, events: [event] };
}

/** Undefined while it lasts. */
export function expireLock(lock: Lock, nowUs: number): LockResult | undefined {
  if (lock.lifted || lock.expiresUs === 0 || nowUs < lock.expiresUs) return undefined;
  const after = { ...lock, lifted: true, revision: lock.revision + 1 };
  return { kind: 'done', lock: after, events: [{ kind: 'lock-lifted', expired: true }] };
}
