/** A person takes their vote back, as long as nothing is decided. */
import type { Approval } from './approval.js';
import { closedFor } from './cast-vote.js';
import type { WithdrawVote } from './cast-vote.js';
import { samePerson } from './person.js';
import { done } from './result.js';
import type { Result } from './result.js';

export function withdrawVote(approval: Approval, command: WithdrawVote, nowUs: number): Result {
  const { voter, channel } = command;
  const closed = closedFor(approval, nowUs);
  if (closed !== undefined) return { kind: 'refused', code: closed, events: [] };
  const votes = approval.votes.filter((vote) => !samePerson(vote.voter, voter));
  if (votes.length === approval.votes.length) return { kind: 'refused', code: 'NO_VOTE', events: [] };
  const tried = { voter, choice: 'withdraw', channel } as const;
  return done({ ...approval, votes }, [{ kind: 'withdrawn', tried }]);
}
