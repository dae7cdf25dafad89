/** What of a record can be searched: plain columns, read once from the decoded record. */
import type { EventRecord } from '@sallyport/contracts/event-codec';
import { Decision } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { eventTypes } from '@sallyport/recording/event-type';
import type { TrafficFacts } from './traffic-facts.js';
import { trafficFacts } from './traffic-facts.js';

export interface SearchFacts {
  readonly id: string;
  readonly timeUs: number;
  readonly type: number;
  readonly session: string;
  readonly issuer: string;
  readonly subject: string;
  readonly agent: string;
  readonly connection: string;
  /** A Decision; unspecified where the event says nothing of it. */
  readonly decision: Decision;
  readonly requestId: string;
  readonly replica: string;
  readonly bootEpoch: string;
  readonly sequence: number;
  readonly traffic: TrafficFacts;
}

/** @throws RangeError when the record lacks its envelope, producer or body: decoded events never do. */
export function searchFacts(record: EventRecord): SearchFacts {
  const { envelope, body } = record;
  if (envelope?.producer === undefined || body === undefined) throw new RangeError('not a complete record');
  const { identity, producer } = envelope;
  return {
    id: envelope.id,
    timeUs: envelope.timeUs,
    type: eventTypes[body.$case].number,
    session: envelope.session,
    issuer: identity?.issuer ?? '',
    subject: identity?.subject ?? '',
    agent: identity?.agent ?? '',
    connection: envelope.connection,
    decision: decisionOf(body),
    requestId: requestIdOf(body),
    replica: producer.replica,
    bootEpoch: producer.bootEpoch,
    sequence: producer.sequence,
    traffic: trafficFacts(body),
  };
}

/** What people say of an approval is found by the request that opened it, whose id is the approval's. */
function requestIdOf({ value }: NonNullable<EventRecord['body']>): string {
  if ('requestId' in value) return value.requestId;
  return 'approvalId' in value ? value.approvalId : '';
}

/** The decision an event stands for: a refusal is a denial also when it came before policy was asked. */
function decisionOf(body: NonNullable<EventRecord['body']>): Decision {
  switch (body.$case) {
    case 'requestReceived':
    case 'requestPart':
      return body.value.verdict?.decision ?? Decision.UNSPECIFIED;
    case 'requestRefused':
      // A hold that nobody could be asked about is still a hold.
      return body.value.verdict?.decision === Decision.HOLD ? Decision.HOLD : Decision.DENY;
    case 'authenticationRefused':
      return Decision.DENY;
    case 'requestHeld':
      return Decision.HOLD;
    case 'requestReleased':
      return Decision.ALLOW;
    case 'requestCompleted':
      return body.value.answerVerdict?.decision ?? Decision.UNSPECIFIED;
    default:
      return Decision.UNSPECIFIED;
  }
}
