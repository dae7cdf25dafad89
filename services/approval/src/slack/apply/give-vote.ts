/** A vote, with the voter's groups as the provider says at this moment. */
import { personKey } from '../../core/person.js';
import type { Voter } from '../../core/cast-vote.js';
import type { DeskAnswer } from '../../apply/approval-desk.js';
import type { Pressed } from '../acts.js';
import type { Known } from '../identity/linked-people.js';
import { refusalText, strangerSentences, votedText } from '../shown/answers.js';
import { questionOf } from '../store/read-questions.js';
import type { Applying } from './context.js';
import type { Where } from './conversation.js';

const voterOf = ({ issuer, subject, name, groups, delegated }: Known): Voter => ({
  ...{ issuer, subject, name, groups, delegated },
  groupSource: 'provider',
});

/** `again`: it may have been counted before a crash. */
export async function giveVote(
  { people, desk, conversation, database }: Applying,
  where: Where,
  vote: { readonly approvalId: string; readonly pressed: Pressed; readonly reason: string },
  again: boolean,
): Promise<void> {
  const whom = await people.whoIs(where);
  if (whom.kind !== 'known') {
    await conversation.tell(where, strangerSentences[whom.kind]);
    return;
  }
  const choice = vote.pressed === 'deny' ? 'deny' : 'approve';
  const answer = await desk.vote(vote.approvalId, {
    ...{ voter: voterOf(whom), choice, channel: 'slack', reason: vote.reason },
    ...(vote.pressed === 'grant' && { bounds: {} }),
  });
  if (answer.kind === 'done') {
    await conversation.tell(where, votedText(answer.approval, choice));
    return;
  }
  const counted = again ? (await questionOf(database, vote.approvalId))?.question.approval : undefined;
  const mine = counted?.votes.find(({ voter }) => personKey(voter) === personKey(whom));
  await conversation.tell(
    where,
    counted !== undefined && mine?.choice === choice ? votedText(counted, choice) : refusalText(answer.code),
  );
}

export async function withdrawVote(
  { people, desk, conversation }: Applying,
  where: Where,
  approvalId: string,
): Promise<void> {
  const whom = await people.whoIs(where);
  if (whom.kind !== 'known') {
    await conversation.tell(where, strangerSentences[whom.kind]);
    return;
  }
  const answer: DeskAnswer = await desk.withdraw(approvalId, voterOf(whom), 'slack');
  await conversation.tell(
    where,
    answer.kind === 'done' ? votedText(answer.approval, 'withdraw') : refusalText(answer.code),
  );
}
