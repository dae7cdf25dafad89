/** What the webhook says of an approval: enough to point people to it, and nothing of what would run. */
import { timeText } from '@sallyport/recording/event-view';
import type { Announcement } from '../core/announcement.js';
import type { Approval } from '../core/approval.js';
import { isPending } from '../core/states.js';

export function webhookMessage(announcement: Announcement, approval: Approval, timeUs: number): string {
  const { asked, standing, outcome } = approval;
  const { requester, session, connection, rule, requirement, shape } = asked;
  const { kind } = announcement;
  return JSON.stringify({
    type: `approval.${kind}`,
    timestamp: timeText(timeUs),
    data: {
      id: approval.id,
      state: isPending(standing) ? 'pending' : standing,
      ...{ session, connection, rule },
      identity: { issuer: requester.issuer, subject: requester.subject, agent: requester.agent },
      ...(shape && { shape: shape.summary }),
      ...{ asked: timeText(asked.askedUs), expires: timeText(approval.expiresUs) },
      needs: requirement.anyOf,
      deciders: (outcome?.deciders ?? []).map(({ voter }) => voter),
      ...(announcement.kind === 'reminded' && {
        share: announcement.share,
        ...(announcement.escalate && { escalate: requirement.escalationGroups }),
      }),
    },
  });
}
