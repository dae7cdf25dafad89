import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventEncoder, eventRoomBytes } from './encode-event-in-place.js';
import { eventBytesMax } from './topics.js';
import { ContractError, encodeEvent, makePayload, type EventRecord } from './event-codec.js';
import { Envelope, Identity, Source } from './generated/sallyport/events/v1/envelope.js';
import { PayloadKind } from './generated/sallyport/events/v1/payload.js';
import {
  AlertRaised,
  RequestCompleted,
  RequestReceived,
  RequestRefused,
} from './generated/sallyport/events/v1/request.js';
import { ReplicaAlive } from './generated/sallyport/events/v1/session.js';
import { recordBytesMax } from './topics.js';

const text = fc.string({ unit: 'binary', maxLength: 90 });
const whole = fc.maxSafeNat();
const small = fc.nat({ max: 0x7fffffff });
const ref = fc.option(
  fc.record({
    sha256: fc.uint8Array({ maxLength: 32 }).map((b) => Buffer.from(b)),
    size: small,
    kind: fc.constantFrom(1, 2, 4, 5),
  }),
  { nil: undefined },
);
const header = fc.record({ name: text, value: text });
const body = fc.option(
  fc.record({
    size: whole,
    sha256: fc.uint8Array().map((b) => Buffer.from(b)),
    inline: ref,
    parts: small,
    encoding: text,
    originalHmac: fc.uint8Array({ maxLength: 32 }).map((b) => Buffer.from(b)),
  }),
  { nil: undefined },
);
const texts = fc.array(text, { maxLength: 3 });
const verdict = fc.record({
  decision: fc.constantFrom(0, 1, 2, 3),
  rule: text,
  reasons: texts,
  obligations: texts,
  sentence: text,
  monitored: fc.array(fc.record({ rule: text, action: text, reasons: texts }), { maxLength: 2 }),
});
const operation = fc.option(
  fc.record({
    dialect: text,
    kinds: texts,
    model: text,
    graphs: texts,
    thread: text,
    collections: texts,
    items: small,
    streaming: fc.boolean(),
    toolsOffered: texts,
    toolsCalled: texts,
    unreadable: text,
    hiddenHistory: fc.boolean(),
    toolsWithheld: texts,
  }),
  { nil: undefined },
);
const masked = fc.array(
  fc.record({
    kind: text,
    action: text,
    position: text,
    count: small,
    places: fc.array(fc.record({ text: small, start: small, end: small }), { maxLength: 8 }),
  }),
  { maxLength: 3 },
);
const tokens = fc.option(whole, { nil: undefined });
const metered = fc.record({
  usage: fc.option(
    fc.record({
      inputTokens: tokens,
      outputTokens: tokens,
      cachedTokens: tokens,
      reasoningTokens: tokens,
      model: text,
    }),
    { nil: undefined },
  ),
  cost: fc.option(fc.record({ currency: text, micros: whole }), { nil: undefined }),
});
const toolCalls = fc.array(fc.record({ tool: text, callId: text, verdict, arguments: ref }), {
  maxLength: 2,
});
const identity = fc.record({
  issuer: text,
  subject: text,
  agent: text,
  groups: fc.array(text, { maxLength: 5 }),
  act: fc.array(fc.record({ subject: text, issuer: text }), { maxLength: 3 }),
  tokenId: text,
  caller: ref,
});
const envelope = fc.record({
  id: text,
  timeUs: fc.oneof(whole, fc.integer()),
  schemaVersion: small,
  session: text,
  sessionBasis: fc.constantFrom(0, 1, 2, 3, 4, -1),
  producer: fc.option(fc.record({ replica: text, bootEpoch: text, sequence: whole }), { nil: undefined }),
  identity: fc.option(identity, { nil: undefined }),
  connection: text,
  source: fc.option(fc.record({ network: text, forwarded: fc.boolean() }), { nil: undefined }),
  traceparent: text,
  tracestate: text,
  policyVersion: text,
});
const happening: fc.Arbitrary<NonNullable<EventRecord['body']>> = fc.oneof(
  fc
    .record({
      requestId: text,
      headers: fc.array(header, { maxLength: 4 }),
      body,
      bodyContinues: fc.boolean(),
      verdict,
      operation,
      masked,
    })
    .map(({ headers, ...rest }) => ({
      $case: 'requestReceived' as const,
      value: RequestReceived.fromPartial({ ...rest, target: { method: 'POST', path: '/v1/ü', headers } }),
    })),
  fc
    .record({ requestId: text, status: small, code: text, verdict, operation, count: small })
    .map((value) => ({ $case: 'requestRefused' as const, value: RequestRefused.fromPartial(value) })),
  fc
    .record({
      requestId: text,
      kind: fc.constantFrom(0, 1, 2, 3),
      rule: text,
      reasons: texts,
      detector: text,
    })
    .map((value) => ({ $case: 'alertRaised' as const, value: AlertRaised.fromPartial(value) })),
  fc
    .record({
      requestId: text,
      status: small,
      code: text,
      headers: fc.array(header, { maxLength: 4 }),
      responseBody: body,
      receivedUs: fc.integer(),
      durationUs: whole,
      metered,
      masked,
      answerVerdict: fc.option(verdict, { nil: undefined }),
      toolCalls,
      toolCallCount: small,
    })
    .map(({ metered: { usage, cost }, ...rest }) => ({
      $case: 'requestCompleted' as const,
      value: RequestCompleted.fromPartial({ ...rest, usage, cost }),
    })),
  fc
    .record({ intervalMs: small, stopping: fc.boolean() })
    .map((value) => ({ $case: 'replicaAlive' as const, value: ReplicaAlive.fromPartial(value) })),
);
const payloads = fc.array(
  fc.uint8Array({ maxLength: 2000 }).map((content) => makePayload(PayloadKind.REQUEST_BODY, content).payload),
  { maxLength: 3 },
);

describe('eventEncoder', () => {
  const memory = new Uint8Array(2 * eventRoomBytes);

  it('writes the same bytes as encodeEvent, at any position, also from its cache', () => {
    const encode = eventEncoder();
    fc.assert(
      fc.property(
        envelope,
        fc.option(happening, { nil: undefined }),
        payloads,
        fc.nat({ max: 3000 }),
        (given, what, attached, at) => {
          const record: EventRecord = { envelope: given, body: what };
          const expected = encodeEvent(record, attached);
          for (let again = 0; again < 2; again++) {
            const end = encode(memory, at, record, attached);
            expect(Buffer.from(memory.subarray(at, end)).equals(expected)).toBe(true);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('knows every field of the envelope, the identity and the source', () => {
    // A new field must be added to the encoder: the generated defaults name them all.
    expect(Object.keys(Envelope.fromPartial({})).length).toBe(12);
    expect(Object.keys(Identity.fromPartial({})).length).toBe(7);
    expect(Object.keys(Source.fromPartial({})).length).toBe(2);
  });

  it('refuses what encodeEvent refuses, and can go on', () => {
    const encode = eventEncoder();
    const base = Envelope.fromPartial({ id: 'a', session: 's' });
    const refused = (record: EventRecord, bytes: number): string => {
      const attached = [makePayload(PayloadKind.REQUEST_BODY, new Uint8Array(bytes)).payload];
      for (const attempt of [
        () => encode(memory, 0, record, attached),
        () => encodeEvent(record, attached),
      ]) {
        try {
          attempt();
        } catch (error) {
          if (error instanceof ContractError) continue;
          throw error;
        }
        return 'taken';
      }
      return 'refused';
    };
    expect(
      refused({ envelope: { ...base, tracestate: 'x'.repeat(recordBytesMax) }, body: undefined }, 0),
    ).toBe('refused');
    expect(
      refused({ envelope: { ...base, tracestate: 'x'.repeat(10 * eventRoomBytes) }, body: undefined }, 0),
    ).toBe('refused');
    expect(refused({ envelope: base, body: undefined }, eventBytesMax)).toBe('refused');
    expect(refused({ envelope: base, body: undefined }, 4 * eventRoomBytes)).toBe('refused');
    expect(refused({ envelope: base, body: undefined }, eventBytesMax - 200)).toBe('taken');
  });

  it('throws for numbers that have no encoding', () => {
    const encode = eventEncoder();
    const record: EventRecord = { envelope: Envelope.fromPartial({ schemaVersion: 1.5 }), body: undefined };
    expect(() => encode(memory, 0, record, [])).toThrow(RangeError);
  });
});
