/** What one person alone is told: what became of their vote or command. */
import { refusalSentences } from '../../core/refusal.js';
import type { RefusalCode } from '../../core/refusal.js';
import type { Approval } from '../../core/approval.js';
import type { Person } from '../../core/person.js';
import { commandCharactersMax, lineCharactersMax, wordCharactersMax } from '../limits.js';
import { titleOf } from './standing.js';
import { code, listed } from './text.js';

/** Why somebody in Slack is nobody to Sallyport: a closed list. */
export const strangerSentences = {
  'not-linked': 'Sallyport does not know who you are yet. Write `/sallyport link` and log in once.',
  guest: 'Guests of this workspace cannot answer for Sallyport.',
  deactivated: 'This account is deactivated and cannot answer.',
  bot: 'A bot or an app cannot answer; a person has to.',
  'other-workspace': 'You belong to a workspace that Sallyport does not serve.',
  'groups-unread':
    'Your groups could not be read from the identity provider just now, so your vote does not count. Try again, log in anew with `/sallyport link`, or answer with `npx sallyport approve`.',
} as const;
export type StrangerReason = keyof typeof strangerSentences;

export const helpText = [
  '`/sallyport pending`: what waits for your answer',
  '`/sallyport show ID`: one question, whole',
  '`/sallyport grants`: the grants that stand',
  '`/sallyport revoke ID`: end a grant, or take an approval back',
  '`/sallyport lock SESSION`: stop a session now, and everything live in it',
  '`/sallyport whoami`: who Sallyport takes you for',
  '`/sallyport link`: tie this Slack account to your login',
].join('\n');

export function refusalText(reason: RefusalCode): string {
  return refusalSentences[reason];
}

const countedWords = {
  approve: 'Your yes counts.',
  deny: 'Your no counts.',
  withdraw: 'Your vote is taken back.',
} as const;

export function votedText(approval: Approval, choice: keyof typeof countedWords): string {
  return `${countedWords[choice]} It stands: ${titleOf(approval)}.`;
}

export function whoAmIText(
  person: Person & { readonly name: string; readonly groups: readonly string[] },
): string {
  const groups = person.groups.map((group) => code(group, wordCharactersMax));
  return [
    `You are ${code(person.name === '' ? person.subject : person.name, lineCharactersMax)}`,
    `subject ${code(person.subject, lineCharactersMax)} at ${code(person.issuer, lineCharactersMax)}`,
    `groups ${groups.length === 0 ? 'none' : listed(groups, ', ', commandCharactersMax)}`,
  ].join('\n');
}

/** `url` is of our own making. */
export function linkText(url: string, minutes: number): string {
  return `<${url}|Log in> within ${minutes} minutes, with your own account; then confirm here. Give this link to nobody.`;
}

/** Before a login counts, the person says in Slack that it was theirs. */
export function confirmText({ subject, name, issuer }: Person & { readonly name: string }): string {
  const who = code(name === '' ? subject : `${name} (${subject})`, lineCharactersMax);
  return `Somebody logged in as ${who} at ${code(issuer, lineCharactersMax)} to link this account. Was that you?`;
}
