/** The payloads that a record refers to. */
import type { EventRecord } from '@sallyport/contracts/event-codec';
import type { PayloadRef } from '@sallyport/contracts/generated/sallyport/events/v1/payload';

/** References in the order of the record's fields; none twice in one field. */
export function payloadRefs(record: EventRecord): readonly PayloadRef[] {
  const { envelope, body } = record;
  const refs = [envelope?.identity?.caller];
  switch (body?.$case) {
    case 'requestReceived':
      refs.push(body.value.target?.query, body.value.body?.inline);
      break;
    case 'requestHeld':
      refs.push(body.value.target?.query, body.value.content);
      break;
    case 'requestRefused':
      refs.push(body.value.target?.query);
      break;
    case 'requestPart':
    case 'responsePart':
      refs.push(body.value.content);
      break;
    case 'approvalVoted':
    case 'lockPlaced':
      refs.push(body.value.reason);
      break;
    case 'requestCompleted':
      refs.push(body.value.requestBody?.inline, body.value.responseBody?.inline);
      refs.push(...body.value.toolCalls.map((call) => call.arguments));
      break;
    case 'sessionStarted':
    case 'sessionEnded':
    case 'requestReleased':
    case 'requestUnattended':
    case 'alertRaised':
    case 'authenticationRefused':
    case 'replicaAlive':
    case 'approvalRequested':
    case 'approvalJoined':
    case 'approvalUnattended':
    case 'approvalDecided':
    case 'approvalExpired':
    case 'approvalCancelled':
    case 'approvalConsumed':
    case 'approvalRevoked':
    case 'grantMade':
    case 'grantEnded':
    case 'lockLifted':
    case 'lockApplied':
    case undefined:
      break;
  }
  return refs.filter((ref) => ref !== undefined);
}
