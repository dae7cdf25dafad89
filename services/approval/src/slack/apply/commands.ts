/** What is answered to `/sallyport …`. */
import type { Actor, Act } from '../inbox/act.js';
import { readCommand } from '../command.js';
import type { SlashCommand } from '../command.js';
import type { Taker } from '../../apply/approval-desk.js';
import { isPending } from '../../core/states.js';
import type { Known } from '../identity/linked-people.js';
import { listedMax, loginMs } from '../limits.js';
import { helpText, linkText, refusalText, strangerSentences, whoAmIText } from '../shown/answers.js';
import { cardOf } from '../shown/card.js';
import type { Shown } from '../shown/card.js';
import { grantsOf, pendingOf } from '../shown/lists.js';
import type { Question } from '../shown/question.js';
import { titleOf } from '../shown/standing.js';
import { pendingQuestions, questionOf, standingGrants } from '../store/read-questions.js';
import type { Link } from '../identity/link-rows.js';
import type { Applying } from './context.js';
import { mayAnswer, maySee } from './visible.js';

/** Questions that are looked through for those that somebody may answer. */
const lookedThroughMax = 500;
const notForYou = 'None of your groups may do that: the policy document says which may, under `roles`.';

export async function applyCommand(
  applying: Applying,
  command: Extract<Act, { kind: 'command' }>,
  personName: string,
): Promise<void> {
  const said = await answerOf(applying, readCommand(command.text), command, personName);
  await applying.conversation.tell(command, said);
}

async function answerOf(
  applying: Applying,
  command: SlashCommand,
  actor: Actor,
  personName: string,
): Promise<string | Shown> {
  switch (command.kind) {
    case 'help':
      return helpText;
    case 'wrong':
      return `${command.why}\n${helpText}`;
    case 'link':
      return linkText(await applying.logins.start(actor, personName), loginMs / 60_000);
    case 'pending':
    case 'show':
    case 'grants':
      return look(applying, command, actor);
    case 'whoami':
    case 'revoke':
    case 'lock':
      return act(applying, command, actor);
  }
}

/** Shown by the groups as they were read last. */
async function look(
  { people, database, roles }: Applying,
  command: Extract<SlashCommand, { kind: 'pending' | 'show' | 'grants' }>,
  actor: Actor,
): Promise<string | Shown> {
  const link = await people.lastKnown(actor);
  if (link === undefined) return strangerSentences['not-linked'];
  if (command.kind === 'grants')
    return roles.mayRead(link.groups) ? grantsOf(await standingGrants(database, listedMax)) : notForYou;
  if (command.kind === 'show') {
    const found = await questionOf(database, command.id);
    if (found === undefined || !maySee(found.question.approval, link, roles)) return refusalText('UNKNOWN');
    return cardOf(found.question, found.nowUs, () => undefined);
  }
  const { questions, nowUs } = await waitingFor(database, link);
  return pendingOf(questions, nowUs);
}

/** What waits for somebody, the oldest first. */
export async function waitingFor(
  database: Applying['database'],
  link: Link,
): Promise<{ readonly questions: readonly Question[]; readonly nowUs: number }> {
  const all = await pendingQuestions(database, lookedThroughMax);
  const questions = all.map(({ question }) => question);
  const mine = questions.filter(
    ({ approval }) => isPending(approval.standing) && mayAnswer(approval, link.groups),
  );
  return { questions: mine, nowUs: all[0]?.nowUs ?? 0 };
}

/** With groups that are read again. */
async function act(
  { people, desk, locks, roles }: Applying,
  command: Extract<SlashCommand, { kind: 'whoami' | 'revoke' | 'lock' }>,
  actor: Actor,
): Promise<string> {
  const whom = await people.whoIs(actor);
  if (whom.kind !== 'known') return strangerSentences[whom.kind];
  if (command.kind === 'whoami') return whoAmIText(whom);
  if (command.kind === 'revoke') {
    const taker = takerOf(whom, roles.isAdmin(whom.groups));
    return revoke(desk, command.id, taker);
  }
  if (!roles.isAdmin(whom.groups)) return notForYou;
  const { issuer, subject } = whom;
  const answer = await locks.place({
    ...{ target: 'session', value: command.session, issuer: '', terminateLive: true, reason: command.reason },
    by: { issuer, subject },
  });
  return answer.kind === 'done'
    ? `The session is locked (lock \`${answer.lock.id}\`): what is live in it ends, and nothing new begins.`
    : refusalText(answer.code);
}

const takerOf = ({ issuer, subject, groups }: Known, admin: boolean): Taker => ({
  ...{ issuer, subject, groups, admin },
});

/** A grant, or else an approval, by that id. */
async function revoke(desk: Applying['desk'], id: string, by: Taker): Promise<string> {
  const grant = await desk.revokeGrant(id, by);
  if (grant.kind === 'done') return 'The grant has ended: it releases nothing more.';
  if (grant.code !== 'UNKNOWN') return refusalText(grant.code);
  const approval = await desk.takeBack(id, by);
  return approval.kind === 'done' ? `It stands: ${titleOf(approval.approval)}.` : refusalText(approval.code);
}
