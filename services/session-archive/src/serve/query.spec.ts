/** What the archive may be asked for: no text reaches the database that it cannot hold. */
import { BadRequestException } from '@nestjs/common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSessionCursor, sessionCursorText } from './cursor.js';
import { readQuery } from '@sallyport/service-kit/rest/read-query';
import { eventsQuery, sessionsQuery } from './query.js';

const someText = fc.string({ unit: 'binary', maxLength: 20 });
const unusable = fc.oneof(
  someText.map((text) => `${text}\0`),
  someText.map((text) => `${text}\ud800.\udfff`),
  fc.integer({ min: 513, max: 5_000 }).map((length) => 'é'.repeat(length)),
);
const parameter = fc.constantFrom('identity', 'agent', 'connection');

describe('a query of the archive', () => {
  it('is refused when it asks for text that cannot be', () => {
    fc.assert(
      fc.property(parameter, unusable, (name, text) => {
        for (const schema of [eventsQuery, sessionsQuery]) {
          expect(() => readQuery(schema, { [name]: text })).toThrow(BadRequestException);
        }
      }),
    );
  });

  it('is either refused or asks the database for well-formed text', () => {
    const piece = fc.constantFrom('a', 'é', '\0', '\ud83d', '\ude00');
    const any = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(parameter, any, (name, text) => {
        try {
          const read = readQuery(eventsQuery, { [name]: text });
          expect(read).toMatchObject({ [name]: text });
          expect(text.isWellFormed() && !text.includes('\0')).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(BadRequestException);
        }
      }),
    );
  });

  it('takes no such text in a cursor either', () => {
    const place = { order: 'activity', atUs: 1, id: 'a' } as const;
    expect(parseSessionCursor(sessionCursorText(place))).toEqual(place);
    for (const id of ['a\0', '\ud800']) {
      expect(parseSessionCursor(sessionCursorText({ ...place, id }))).toBeUndefined();
    }
  });
});
