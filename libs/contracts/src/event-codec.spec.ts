/** Events survive encoding, keep their limits, and a payload that is not what it claims is found. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ContractError,
  decodeEvent,
  encodeEvent,
  EventMessage,
  EventRecord,
  makePayload,
} from './event-codec.js';
import { PayloadKind } from './generated/sallyport/events/v1/payload.js';
import { allTopics, messageBytesMax, recordBytesMax, topicRow, topics } from './topics.js';

function record(claimedSession: string): EventRecord {
  return EventRecord.fromPartial({
    envelope: {
      id: '01900000-0000-7000-8000-000000000000',
      timeUs: 1,
      schemaVersion: 1,
      session: 's',
      producer: { replica: 'r', bootEpoch: 'b', sequence: 1 },
    },
    body: { $case: 'sessionStarted', value: { claimedSession } },
  });
}

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'none';
  } catch (error) {
    return error instanceof ContractError ? error.code : 'other';
  }
};

describe('event codec', () => {
  it('gives back what was encoded, with the exact bytes of the record', () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array({ maxLength: 2000 }), (name, content) => {
        const { ref, payload } = makePayload(PayloadKind.REQUEST_BODY, content);
        const original = record(name);
        const decoded = decodeEvent(encodeEvent(original, [payload]));
        expect(decoded.record).toEqual(EventRecord.decode(decoded.recordBytes));
        expect(decoded.record.body).toEqual({
          $case: 'sessionStarted',
          value: { claimedSession: name.toWellFormed() },
        });
        expect(Buffer.from(decoded.payloads[0]?.sha256 ?? []).equals(ref.sha256)).toBe(true);
        expect(Buffer.from(decoded.payloads[0]?.content ?? []).equals(content)).toBe(true);
      }),
    );
  });

  it('refuses a record over 16 KiB and a message over its limit', () => {
    expect(codeOf(() => encodeEvent(record('x'.repeat(recordBytesMax)), []))).toBe('RECORD_TOO_LARGE');
    const { payload } = makePayload(PayloadKind.REQUEST_BODY, Buffer.alloc(messageBytesMax));
    expect(codeOf(() => encodeEvent(record(''), [payload]))).toBe('MESSAGE_TOO_LARGE');
  });

  it('refuses what is no event, and a payload that was changed', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        (bytes) => codeOf(() => decodeEvent(bytes)) === 'UNREADABLE',
      ),
    );
    const { payload } = makePayload(PayloadKind.REQUEST_BODY, Buffer.from('one'));
    const changed = { ...payload, content: Buffer.from('two') };
    expect(codeOf(() => decodeEvent(encodeEvent(record(''), [changed])))).toBe('DIGEST_MISMATCH');
    const empty = EventMessage.encode({ record: Buffer.alloc(0), payloads: [] }).finish();
    expect(codeOf(() => decodeEvent(empty))).toBe('UNREADABLE');
  });
});

describe('topics', () => {
  it('gives every topic a dead-letter topic with room for the headers that explain', () => {
    expect(allTopics).toHaveLength(2 * Object.keys(topics).length);
    expect(topicRow('sallyport.traffic.v1.dlq').messageBytesMax).toBeGreaterThan(
      topicRow('sallyport.traffic.v1').messageBytesMax,
    );
    expect(topicRow('sallyport.traffic.v1.dlq').writers).toEqual(topicRow('sallyport.traffic.v1').readers);
  });
});
