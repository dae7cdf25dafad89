/** Whom a lock stops: one key for what it is on, and the keys of everything a request is part of. */
import { LockTarget } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import type { Lock } from '@sallyport/contracts/generated/sallyport/events/v1/approval';

/** The verified caller, as far as locks look at it. */
export interface LockedCaller {
  readonly issuer: string;
  readonly subject: string;
  readonly agent: string;
  readonly groups: readonly string[];
  readonly act: readonly { readonly subject: string; readonly issuer: string }[];
  readonly tokenId: string;
}

/** What a request, a stream or an approval is part of. */
export interface Lockable {
  /** Absent where nobody was verified. */
  readonly caller: LockedCaller | undefined;
  readonly session: string;
  readonly connection: string;
}

export type LockedThing = Pick<Lock, 'target' | 'value' | 'issuer'>;

/** Equal for equal things; undefined for a target that this version does not know, which must not be placed. */
export function lockKey({ target, value, issuer }: LockedThing): string | undefined {
  switch (target) {
    case LockTarget.SESSION:
    case LockTarget.AGENT:
    case LockTarget.CONNECTION:
    case LockTarget.GROUP:
      return key(target, value);
    case LockTarget.IDENTITY:
    case LockTarget.TOKEN:
      return key(target, value, issuer);
    default:
      return undefined;
  }
}

/** Of everyone in a delegation chain the identity counts, and each of its actors counts as an agent too. */
export function keysOf({ caller, session, connection }: Lockable): readonly string[] {
  const place = [key(LockTarget.SESSION, session), key(LockTarget.CONNECTION, connection)];
  if (caller === undefined) return place;
  const parties = [
    caller,
    ...caller.act.map((actor) => ({ ...actor, issuer: actor.issuer || caller.issuer })),
  ];
  const agents = [caller.agent, ...caller.act.map(({ subject }) => subject)].filter((agent) => agent !== '');
  return [
    ...place,
    ...parties.map(({ issuer, subject }) => key(LockTarget.IDENTITY, subject, issuer)),
    ...agents.map((agent) => key(LockTarget.AGENT, agent)),
    ...(caller.tokenId === '' ? [] : [key(LockTarget.TOKEN, caller.tokenId, caller.issuer)]),
    ...caller.groups.map((group) => key(LockTarget.GROUP, group)),
  ];
}

export function lockHits(lock: LockedThing, what: Lockable): boolean {
  const locked = lockKey(lock);
  return locked !== undefined && keysOf(what).includes(locked);
}

function key(target: LockTarget, value: string, issuer = ''): string {
  return JSON.stringify([target, value, issuer]);
}
