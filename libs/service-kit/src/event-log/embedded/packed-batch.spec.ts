/** What is packed comes out again, from any offset on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogMessage } from '../event-log.js';
import { packMessage, packedBytes, unpack } from './packed-batch.js';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const messages: fc.Arbitrary<LogMessage[]> = fc.array(
  fc.record({
    key: text,
    value: fc.uint8Array({ minLength: 1, maxLength: 200 }),
    headers: fc.dictionary(fc.oneof(text, fc.constant('__proto__')), text, { maxKeys: 4 }),
  }),
  { minLength: 1, maxLength: 20 },
);

describe('a packed batch', () => {
  it('gives back every message with its offset', () => {
    fc.assert(
      fc.property(messages, fc.nat(1_000_000), fc.nat(25), (given, baseOffset, skip) => {
        const body = Buffer.alloc(given.reduce((bytes, message) => bytes + packedBytes(message), 0));
        expect(given.reduce((at, message) => packMessage(body, at, message), 0)).toBe(body.length);
        const row = {
          topic: 'sallyport.traffic.v1',
          partition: 3,
          baseOffset,
          timestampMs: 17,
          body,
        } as const;
        const found = unpack(row, baseOffset + skip);
        expect(found.map(({ offset }) => offset)).toEqual(given.map((_, n) => baseOffset + n).slice(skip));
        found.forEach((message, n) => {
          const wanted = given[n + skip];
          expect(message.key).toBe(wanted?.key);
          expect({ ...message.headers }).toEqual({ ...wanted?.headers });
          expect([...message.value]).toEqual([...(wanted?.value ?? [])]);
          expect(message).toMatchObject({ topic: row.topic, partition: 3, timestampMs: 17 });
        });
      }),
    );
  });
});
