import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEvent } from '@sallyport/contracts/event-codec';
import { eventEncoder } from '@sallyport/contracts/encode-event-in-place';
import { Envelope } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import { ReplicaAlive } from '@sallyport/contracts/generated/sallyport/events/v1/session';
import { makePayload } from '@sallyport/contracts/event-codec';
import { PayloadKind } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import { BatchBuilder, KeyTooLongError } from './batch-builder.js';
import { FrameError, frameBytesAt, readFrame, visitEffects, type Effect } from './batch-frame.js';

const events = fc.array(
  fc.record({
    key: fc.string({ unit: 'binary', maxLength: 60 }),
    kind: fc.constantFrom(10, 20, 26, 40),
    effect: fc.constantFrom<Effect>('none', 'opens', 'closes'),
    request: fc.nat({ max: 2 ** 50 }),
    content: fc.uint8Array({ maxLength: 500 }),
  }),
  { minLength: 1, maxLength: 30 },
);

function build(
  items: { key: string; kind: number; effect: Effect; request: number; content: Uint8Array }[],
): BatchBuilder {
  const builder = new BatchBuilder(64 * 1024);
  const encode = eventEncoder();
  for (const [index, item] of items.entries()) {
    builder.add(encode, {
      ...item,
      record: {
        envelope: Envelope.fromPartial({
          id: `e${index}`,
          session: item.key,
          producer: { sequence: index + 1 },
        }),
        body: { $case: 'replicaAlive', value: ReplicaAlive.fromPartial({ openRequests: index }) },
      },
      payloads: [makePayload(PayloadKind.REQUEST_BODY, item.content).payload],
    });
  }
  return builder;
}

describe('a batch', () => {
  it('gives back what went in, in order', () => {
    fc.assert(
      fc.property(events, (items) => {
        const frame = build(items).frame();
        const entries = readFrame(Uint8Array.from(frame));
        expect(entries.map(({ kind, effect, request }) => ({ kind, effect, request }))).toEqual(
          items.map(({ kind, effect, request }) => ({ kind, effect, request })),
        );
        expect(entries.map((entry) => entry.key)).toEqual(
          items.map((item) => Buffer.from(item.key).toString()),
        );
        expect(entries.map((entry) => decodeEvent(entry.value).record.envelope?.id)).toEqual(
          items.map((_, index) => `e${index}`),
        );
        const effects: unknown[] = [];
        visitEffects(frame, (effect, request) => effects.push([effect, request]));
        expect(effects).toEqual(
          items.filter((item) => item.effect !== 'none').map((item) => [item.effect, item.request]),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('is found again behind others', () => {
    const one = build([
      { key: 'a', kind: 40, effect: 'none', request: 0, content: new Uint8Array(9) },
    ]).frame();
    const memory = Buffer.concat([one, one]);
    expect(frameBytesAt(memory, 0)).toBe(one.length);
    expect(frameBytesAt(memory, one.length)).toBe(one.length);
  });

  it('refuses every cut of itself', () => {
    const whole = build([
      { key: 'a', kind: 40, effect: 'none', request: 0, content: new Uint8Array(9) },
    ]).frame();
    for (let end = 0; end < whole.length; end++)
      expect(() => readFrame(whole.subarray(0, end))).toThrow(FrameError);
  });

  it('is unchanged by an event that cannot be encoded', () => {
    const builder = build([{ key: 'a', kind: 40, effect: 'none', request: 0, content: new Uint8Array(9) }]);
    const before = Uint8Array.from(builder.frame());
    const bad = {
      record: { envelope: Envelope.fromPartial({ schemaVersion: -1 }), body: undefined },
      payloads: [],
      kind: 40,
      effect: 'none',
      request: 0,
    } as const;
    expect(() => builder.add(eventEncoder(), { ...bad, key: 'a' })).toThrow(RangeError);
    expect(() => builder.add(eventEncoder(), { ...bad, key: 'k'.repeat(400) })).toThrow(KeyTooLongError);
    expect(Uint8Array.from(builder.frame())).toEqual(before);
  });
});
