/** The end of a request whose gateway died: the one completion that the gateway's successor and the archive both derive. */
import { hash } from 'node:crypto';
import type { EventRecord } from '@sallyport/contracts/event-codec';
import type { Producer } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import { Decision, Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { timeOfUuidV7 } from '@sallyport/contracts/uuid-v7';

/** Separates this use of SHA-256 from any other over a request id. */
const ID_DOMAIN = 'sallyport.unknown-completion.v1\0';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Id of the completion that says "unknown" of a request: a UUIDv7 with the request's own time, whose random bits are
 * SHA-256 over the request id. Whoever writes this completion writes it under the same id, so that it is stored once.
 */
export function unknownCompletionId(requestId: string): string {
  const digest = hash('sha256', ID_DOMAIN + requestId, 'hex');
  const time = UUID.test(requestId)
    ? requestId.slice(0, 13)
    : `${digest.slice(24, 32)}-${digest.slice(32, 36)}`;
  const variant = ((Number.parseInt(digest.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${time}-7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`;
}

/**
 * The request that a record lets through to its upstream: a reception that was allowed, or the release of a held request.
 * Undefined for every other record. From then on a RequestCompleted must follow.
 */
export function opensRequest(record: EventRecord): string | undefined {
  const body = record.body;
  if (body?.$case === 'requestReceived') {
    return body.value.verdict?.decision === Decision.ALLOW ? body.value.requestId : undefined;
  }
  return body?.$case === 'requestReleased' && !body.value.isCall ? body.value.requestId : undefined;
}

/** A record of a RequestCompleted. */
export type UnknownCompletion = EventRecord & {
  readonly envelope: NonNullable<EventRecord['envelope']>;
  readonly body: Extract<EventRecord['body'], { $case: 'requestCompleted' }>;
};

/** The request that a record ends: its completion or its refusal. Undefined for every other record. */
export function closesRequest(record: EventRecord): string | undefined {
  const body = record.body;
  return body?.$case === 'requestCompleted' || body?.$case === 'requestRefused'
    ? body.value.requestId
    : undefined;
}

/**
 * The completion of a request that `opening` let through and whose gateway stopped without saying more: outcome unknown,
 * incomplete, in the same session and identity. The caller's personal details are not referred to again: they hang on
 * the opening record. `timeUs` is when this is written, `producer` is who writes it.
 * @throws RangeError when `opening` does not open a request.
 */
export function unknownCompletion(
  opening: EventRecord,
  timeUs: number,
  producer: Producer,
): UnknownCompletion {
  const requestId = opensRequest(opening);
  const envelope = opening.envelope;
  if (requestId === undefined || envelope === undefined) {
    throw new RangeError('only a record that opens a request can be completed');
  }
  const received = opening.body?.$case === 'requestReceived';
  return {
    envelope: {
      ...envelope,
      id: unknownCompletionId(requestId),
      timeUs,
      producer,
      identity: envelope.identity && { ...envelope.identity, caller: undefined },
    },
    body: {
      $case: 'requestCompleted',
      value: {
        requestId,
        outcome: Outcome.UNKNOWN,
        status: 0,
        code: '',
        headers: [],
        requestBody: undefined,
        responseBody: undefined,
        receivedUs: received || !UUID.test(requestId) ? envelope.timeUs : timeOfUuidV7(requestId) * 1000,
        forwardedAfterUs: 0,
        firstByteAfterUs: 0,
        durationUs: 0,
        incomplete: true,
        usage: undefined,
        cost: undefined,
        masked: [],
        answerVerdict: undefined,
        toolCalls: [],
        toolCallCount: 0,
      },
    },
  };
}
