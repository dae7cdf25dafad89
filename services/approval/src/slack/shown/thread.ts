/** What is said in the thread of a card: reminders, escalation, the outcome. */
import type { Approval } from '../../core/approval.js';
import { isPending } from '../../core/states.js';
import { lineCharactersMax, sectionCharactersMax, wordCharactersMax } from '../limits.js';
import { section } from './blocks.js';
import type { Shown } from './card.js';
import { nameOf, quorumOf, timeOf, titleOf } from './standing.js';
import { code, listed } from './text.js';

/** Ids of people in Slack, whom a message calls. */
export type Mentions = readonly string[];

const mentioned = (people: Mentions): string =>
  listed(
    people.map((id) => `<@${id}>`),
    ' ',
    lineCharactersMax,
  );

export function reminderOf(approval: Approval, share: number, nowUs: number): Shown {
  const text = `⏰ ${Math.round(share * 100)} % of the time is gone: ${timeOf(approval, nowUs)}.`;
  return said(`${text} Still needed: ${quorumOf(approval)}`);
}

export function escalationOf(approval: Approval, people: Mentions, nowUs: number): Shown {
  const groups = approval.asked.requirement.escalationGroups.map((group) => code(group, wordCharactersMax));
  const to = listed(groups, ', ', lineCharactersMax);
  return said(
    `📣 Nobody has decided, so ${to} ${mentioned(people)} are told: ${timeOf(approval, nowUs)}. Still needed: ${quorumOf(approval)}`,
  );
}

/** Undefined while it waits. */
export function outcomeOf(approval: Approval): Shown | undefined {
  if (isPending(approval.standing)) return undefined;
  const deciders = approval.outcome?.deciders ?? [];
  const by = deciders.map((vote) => code(nameOf(vote), wordCharactersMax));
  const who = by.length === 0 ? '' : ` by ${listed(by, ', ', sectionCharactersMax / 2)}`;
  const reason = approval.outcome?.said ?? '';
  return said(`${titleOf(approval)}${who}${reason === '' ? '' : `: ${code(reason, lineCharactersMax)}`}`);
}

function said(text: string): Shown {
  return { text, blocks: [section(text)] };
}
