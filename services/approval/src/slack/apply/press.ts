/** A button was pressed: a vote, a reason to be asked for, details, another page, or a link confirmed. */
import { needsReason } from '../../core/requirement.js';
import { isPending } from '../../core/states.js';
import { actionIds, carried, isId } from '../acts.js';
import type { Carried, Pressed } from '../acts.js';
import type { Act } from '../inbox/act.js';
import { refusalText, strangerSentences } from '../shown/answers.js';
import { detailsOf } from '../shown/details.js';
import { reasonModalOf } from '../shown/reason-modal.js';
import { wordCharactersMax } from '../limits.js';
import { code } from '../shown/text.js';
import { questionOf } from '../store/read-questions.js';
import type { Applying } from './context.js';
import { giveVote, withdrawVote } from './give-vote.js';
import { maySee } from './visible.js';

type Press = Extract<Act, { kind: 'press' }>;

const voting: ReadonlyMap<string, Pressed> = new Map([
  [actionIds.approve, 'approve'],
  [actionIds.grant, 'grant'],
  [actionIds.deny, 'deny'],
]);

export async function applyPress(applying: Applying, press: Press, again: boolean): Promise<void> {
  if (press.action === actionIds.link) return confirmLink(applying, press, again);
  const of = carried(press.value);
  if (of === undefined) return;
  const pressed = voting.get(press.action);
  if (pressed !== undefined) return vote(applying, press, { ...of, pressed }, again);
  if (press.action === actionIds.withdraw) return withdrawVote(applying, press, of.approvalId);
  return showDetails(applying, press, of);
}

async function vote(
  applying: Applying,
  press: Press,
  { approvalId, pressed }: Carried & { readonly pressed: Pressed },
  again: boolean,
): Promise<void> {
  const found = await questionOf(applying.database, approvalId);
  if (found === undefined) return applying.conversation.tell(press, refusalText('UNKNOWN'));
  const { approval } = found.question;
  const required = approval.asked.requirement.reasonRequired;
  const asks = isPending(approval.standing) && needsReason(required, pressed === 'deny' ? 'deny' : 'approve');
  if (asks) return applying.conversation.open(press, press.trigger, reasonModalOf(found.question, pressed));
  return giveVote(applying, press, { approvalId, pressed, reason: '' }, again);
}

async function showDetails(
  applying: Applying,
  press: Press,
  { approvalId, page = 0 }: Carried,
): Promise<void> {
  const { conversation, people, roles, database } = applying;
  const link = await people.lastKnown(press);
  if (link === undefined) return conversation.tell(press, strangerSentences['not-linked']);
  const found = await questionOf(database, approvalId);
  if (found === undefined || !maySee(found.question.approval, link, roles))
    return conversation.tell(press, refusalText(found === undefined ? 'UNKNOWN' : 'NOT_ELIGIBLE'));
  const view = detailsOf(found.question, page, found.nowUs);
  return press.view === undefined
    ? conversation.open(press, press.trigger, view)
    : conversation.change(press.view, view);
}

async function confirmLink(
  { logins, conversation, people }: Applying,
  press: Press,
  again: boolean,
): Promise<void> {
  const linked = isId(press.value) ? await logins.confirm(press.value, press) : undefined;
  const identity = linked ?? (again ? await people.lastKnown(press) : undefined);
  await conversation.tell(
    press,
    identity === undefined
      ? 'There is nothing to confirm any more. Write `/sallyport link` to begin again.'
      : `You are linked: what you press here counts as ${code(identity.subject, wordCharactersMax)}.`,
  );
}
