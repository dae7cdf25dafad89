import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { EventRecord } from '@sallyport/contracts/event-codec';
import { timeOfUuidV7, uuidV7Generator } from '@sallyport/contracts/uuid-v7';
import {
  Decision,
  Outcome,
  RequestCompleted,
  RequestReceived,
  RequestRefused,
  RequestReleased,
} from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { Envelope } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import { closesRequest, opensRequest, unknownCompletion, unknownCompletionId } from './unknown-completion.js';

const newId = uuidV7Generator();
const requestId = newId(1_700_000_000_000);
const envelope = Envelope.fromPartial({
  id: newId(1_700_000_000_001),
  timeUs: 1_700_000_000_001_000,
  schemaVersion: 1,
  session: 's-1',
  producer: { replica: 'a', bootEpoch: 'e1', sequence: 4 },
  identity: { issuer: 'i', subject: 'u', caller: { size: 3 } },
  connection: 'openai',
});
const received = (decision: Decision): EventRecord => ({
  envelope,
  body: {
    $case: 'requestReceived',
    value: RequestReceived.fromPartial({ requestId, verdict: { decision } }),
  },
});
const released: EventRecord = {
  envelope,
  body: { $case: 'requestReleased', value: RequestReleased.fromPartial({ requestId }) },
};
const successor = { replica: 'b', bootEpoch: 'e2', sequence: 9 };

describe('unknownCompletionId', () => {
  it('is a UUIDv7 with the time of the request, the same every time and its own for each request', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 47 }), (timeMs) => {
        const first = uuidV7Generator()(timeMs);
        const second = uuidV7Generator()(timeMs);
        const id = unknownCompletionId(first);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(timeOfUuidV7(id)).toBe(timeOfUuidV7(first));
        expect(unknownCompletionId(first)).toBe(id);
        expect(unknownCompletionId(second)).not.toBe(id);
      }),
    );
  });

  it('has the shape of a UUID for any other id too', () => {
    expect(unknownCompletionId('not a uuid')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});

describe('which records open and close a request', () => {
  it('an allowed reception and a release open', () => {
    expect(opensRequest(received(Decision.ALLOW))).toBe(requestId);
    expect(opensRequest(released)).toBe(requestId);
    expect(opensRequest(received(Decision.HOLD))).toBeUndefined();
    expect(opensRequest(received(Decision.DENY))).toBeUndefined();
  });

  it('a completion and a refusal close', () => {
    expect(
      closesRequest({
        envelope,
        body: { $case: 'requestCompleted', value: RequestCompleted.fromPartial({ requestId }) },
      }),
    ).toBe(requestId);
    expect(
      closesRequest({
        envelope,
        body: { $case: 'requestRefused', value: RequestRefused.fromPartial({ requestId }) },
      }),
    ).toBe(requestId);
    expect(closesRequest(released)).toBeUndefined();
  });
});

describe('unknownCompletion', () => {
  it('completes an allowed request in its session, by whoever writes it', () => {
    const { envelope: written, body } = unknownCompletion(
      received(Decision.ALLOW),
      1_700_000_060_000_000,
      successor,
    );
    expect(written).toMatchObject({
      id: unknownCompletionId(requestId),
      session: 's-1',
      connection: 'openai',
      producer: successor,
    });
    expect(written.identity).toMatchObject({ subject: 'u', caller: undefined });
    expect(body).toMatchObject({
      $case: 'requestCompleted',
      value: { requestId, outcome: Outcome.UNKNOWN, incomplete: true, receivedUs: envelope.timeUs },
    });
  });

  it('takes the time of reception from the request id after a release', () => {
    const { body } = unknownCompletion(released, 1_700_000_060_000_000, successor);
    expect(body).toMatchObject({ value: { receivedUs: 1_700_000_000_000_000 } });
  });

  it('refuses a record that opens nothing', () => {
    expect(() => unknownCompletion(received(Decision.HOLD), 0, successor)).toThrow(RangeError);
  });
});
