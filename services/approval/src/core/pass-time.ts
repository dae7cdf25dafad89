/** Time passes: people are reminded, then told of the end, then the approval expires. */
import { reminderShares, reminderUs } from './approval.js';
import type { Approval } from './approval.js';
import { done, moved } from './result.js';
import type { Result } from './result.js';
import { isPending } from './states.js';

export interface PassTime {
  readonly kind: 'pass-time';
}

export function passTime(approval: Approval, nowUs: number): Result {
  if (nowUs >= approval.expiresUs) {
    const after = moved(approval, 'time');
    return after === undefined
      ? { kind: 'unchanged' }
      : done(after, [{ kind: 'expired', was: approval.standing }]);
  }
  if (!isPending(approval.standing)) return { kind: 'unchanged' };
  let reminders = approval.reminders;
  for (let due = reminderUs(approval, reminders); due !== undefined && due <= nowUs;)
    due = reminderUs(approval, ++reminders);
  const share = reminders > approval.reminders ? reminderShares[reminders - 1] : undefined;
  // Of reminders that are due together, after a standstill, the last one is given.
  if (share === undefined) return { kind: 'unchanged' };
  const escalate =
    reminders === reminderShares.length && approval.asked.requirement.escalationGroups.length > 0;
  return done({ ...approval, reminders }, [{ kind: 'reminded', share, escalate }]);
}
