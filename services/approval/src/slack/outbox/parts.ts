/** What is posted of one approval in one channel: its card, and what is said in the card's thread. */
import type { Approval } from '../../core/approval.js';
import type { Shown, SessionUrl } from '../shown/card.js';
import { cardOf } from '../shown/card.js';
import { escalationOf, outcomeOf, reminderOf } from '../shown/thread.js';
import type { Mentions } from '../shown/thread.js';
import type { QuestionNow } from '../store/read-questions.js';

export const cardPart = 'card';
export const outcomePart = 'outcome';
export const escalationPart = 'escalation';
export const reminderPart = (share: number): string => `reminder ${share}`;

/** Undefined where there is nothing to say any more. */
export function shownPart(
  part: string,
  { question, nowUs }: QuestionNow,
  sessionUrl: SessionUrl,
  mentions: Mentions,
): Shown | undefined {
  const { approval } = question;
  if (part === cardPart) return cardOf(question, nowUs, sessionUrl);
  if (part === outcomePart) return outcomeOf(approval);
  if (outcomeOf(approval) !== undefined) return undefined;
  if (part === escalationPart) return escalationOf(approval, mentions, nowUs);
  return reminderOf(approval, shareOf(part), nowUs);
}

const shareOf = (part: string): number => Number(part.slice(part.indexOf(' ') + 1));

/** When it is too late: a question once it is over, what came of it a while after. */
export function isTooLate(approval: Approval, posted: boolean, nowUs: number, outcomeUsMax: number): boolean {
  const isOver = outcomeOf(approval) !== undefined;
  if (!posted && isOver) return true;
  return nowUs > approval.expiresUs + outcomeUsMax;
}
