/** Applies one act of somebody in Slack; applied twice, it does what it did once. */
import { carried } from '../acts.js';
import type { Act } from '../inbox/act.js';
import { strangerSentences } from '../shown/answers.js';
import { homeOf, strangersHome } from '../shown/lists.js';
import { applyCommand, waitingFor } from './commands.js';
import type { Applying } from './context.js';
import { giveVote } from './give-vote.js';
import { applyPress } from './press.js';

/** @throws when it should be tried again */
export async function applyAct(applying: Applying, act: Act, again: boolean): Promise<void> {
  const { admitted, conversation } = applying;
  const admission = await admitted.admit(act);
  if (admission.kind === 'unknown') throw new Error('Slack did not say who somebody is');
  if (admission.kind === 'stranger') {
    if (act.kind !== 'home') await conversation.tell(act, strangerSentences[admission.why]);
    return;
  }
  switch (act.kind) {
    case 'press':
      return applyPress(applying, act, again);
    case 'reason': {
      const of = carried(act.carried);
      if (of?.pressed === undefined) return;
      const { approvalId, pressed } = of;
      return giveVote(applying, act, { approvalId, pressed, reason: act.reason }, again);
    }
    case 'command':
      return applyCommand(applying, act, admission.name);
    case 'home':
      return showHome(applying, act);
  }
}

async function showHome(
  { people, conversation, database }: Applying,
  act: Extract<Act, { kind: 'home' }>,
): Promise<void> {
  const link = await people.lastKnown(act);
  if (link === undefined)
    return conversation.publishHome(act, strangersHome(strangerSentences['not-linked']));
  const { questions, nowUs } = await waitingFor(database, link);
  return conversation.publishHome(act, homeOf(questions, nowUs));
}
