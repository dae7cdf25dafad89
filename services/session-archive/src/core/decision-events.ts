/** Which events are of what people decide, and which of them belong to a session. */
import type { EventRecord } from '@sallyport/contracts/event-codec';
import { eventTypes } from '@sallyport/recording/event-type';

/** Numbers from here on are of the decisions topic. */
const firstDecision = eventTypes.approvalRequested.number;

export function isDecision({ body }: EventRecord): boolean {
  return body !== undefined && eventTypes[body.$case].number >= firstDecision;
}

/** Signs of life belong to none; neither do locks on more than a session, which are keyed by their own id. */
export function isOfSession({ envelope, body }: EventRecord): boolean {
  switch (body?.$case) {
    case 'replicaAlive':
      return false;
    case 'lockPlaced':
      return envelope?.session !== lockKey(body.value.lock?.lockId ?? '');
    case 'lockLifted':
    case 'lockApplied':
      return envelope?.session !== lockKey(body.value.lockId);
    default:
      return true;
  }
}

const lockKey = (lockId: string): string => `lock:${lockId}`;
