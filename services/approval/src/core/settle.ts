/** After a vote: whether it decides, by groups that are as they are now, and what is granted with it. */
import { requesterBearer } from './bearer.js';
import type { Approval } from './approval.js';
import type { ApprovalEvent } from './event.js';
import type { Grant } from './grant.js';
import { saidCharactersMax } from './limits.js';
import { personKey } from './person.js';
import { narrowest } from './requirement.js';
import { done, moved } from './result.js';
import type { Result } from './result.js';
import { tally } from './tally.js';
import type { Vote } from './vote.js';

/** Groups by `personKey`, as they were read again; none where they could not be read: then the vote does not count. */
export type FreshGroups = ReadonlyMap<string, readonly string[]>;

export interface Settlement {
  readonly fresh: FreshGroups;
  readonly grantId: string;
}

/** `approval` has the vote in it already. */
export function settle(approval: Approval, cast: Vote, settlement: Settlement, nowUs: number): Result {
  const { fresh } = settlement;
  const known = new Map([...fresh, [personKey(cast.voter), cast.groups] as const]);
  const votes = approval.votes.map((vote) => {
    const groups = vote.groupSource === 'provider' ? known.get(personKey(vote.voter)) : undefined;
    return groups === undefined ? vote : { ...vote, groups };
  });
  const counted = { ...approval, votes };
  const result = tally(approval.asked.requirement, votes);
  if (result.kind === 'open') return done(counted, [{ kind: 'voted', vote: cast }]);
  const unread = result.deciders.filter(
    ({ voter, groupSource }) => groupSource === 'provider' && !known.has(personKey(voter)),
  );
  if (unread.length > 0) return { kind: 'reread', people: unread.map(({ voter }) => voter) };
  return result.kind === 'denied'
    ? denied(counted, cast, result.deciders)
    : approved(counted, cast, result.deciders, settlement.grantId, nowUs);
}

function denied(approval: Approval, vote: Vote, deciders: readonly Vote[]): Result {
  const outcome = { deciders, said: saidBy(deciders) };
  const decided: ApprovalEvent = { kind: 'decided', outcome: 'denied', deciders };
  return done(moved(approval, 'refuse', { outcome }) ?? approval, [{ kind: 'voted', vote }, decided]);
}

function approved(
  approval: Approval,
  vote: Vote,
  deciders: readonly Vote[],
  grantId: string,
  nowUs: number,
): Result {
  const { connection, requester, rule, shape } = approval.asked;
  const bounds = narrowest(deciders.map((decider) => decider.bounds));
  const said = saidBy(deciders);
  if (bounds === undefined || shape === undefined) {
    const decided: ApprovalEvent = { kind: 'decided', outcome: 'approved', deciders };
    const outcome = { deciders, said };
    return done(moved(approval, 'agree', { outcome }) ?? approval, [{ kind: 'voted', vote }, decided]);
  }
  const grant: Grant = {
    ...{ id: grantId, approvalId: approval.id, bearer: requesterBearer(requester) },
    ...{ session: approval.asked.session, connection, rule, shape },
    expiresUs: nowUs + bounds.durationMs * 1000,
    ...{ usesMax: bounds.uses, uses: 0, revision: 1 },
  };
  const after = moved(approval, 'agree', { outcome: { deciders, said, grantId } }) ?? approval;
  return {
    ...done(after, [
      { kind: 'voted', vote },
      { kind: 'decided', outcome: 'approved', deciders, grantId },
      { kind: 'grant-made', grant, shape },
    ]),
    grant,
  };
}

/** What deciders said, each with a name where it is known. */
function saidBy(deciders: readonly Vote[]): string {
  const said = deciders.filter(({ reason }) => reason !== '').map(({ reason }) => reason);
  return Array.from(said.join('; ')).slice(0, saidCharactersMax).join('');
}
