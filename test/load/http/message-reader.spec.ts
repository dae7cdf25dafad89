import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadMessageError, MessageReader } from './message-reader.js';

const withLength = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Note: a\r\n\r\nhello';
const chunked =
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nwiki\r\n6;x=y\r\npedia!\r\n0\r\nx-end: 1\r\n\r\n';
const empty = 'HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n';

/** Feeds `text` in pieces that end at `cuts`; the bodies of the messages that became whole. */
function read(reader: MessageReader, text: string, cuts: readonly number[]): string[] {
  const bodies: string[] = [];
  let body = '';
  const ends = [...new Set(cuts.map((cut) => cut % text.length))].sort((a, b) => a - b);
  let from = 0;
  for (const end of [...ends, text.length]) {
    const piece = Buffer.from(text.slice(from, end), 'latin1');
    from = end;
    if (piece.length > 0 && reader.feed(piece, (part) => (body += part.toString('latin1')))) {
      bodies.push(body);
      body = '';
    }
    piece.fill(0); // The socket overwrites its buffer.
  }
  return bodies;
}

describe('MessageReader', () => {
  it('reads a body of known length, its start line and headers', () => {
    const reader = new MessageReader();
    expect(read(reader, withLength, [])).toEqual(['hello']);
    expect(reader.startLine).toBe('HTTP/1.1 200 OK');
    expect(reader.header('x-note')).toBe('a');
    expect(reader.header('note')).toBeUndefined();
    expect(reader.bodyBytes).toBe(5);
  });

  it('reads the same whatever the boundaries of reads are', () => {
    fc.assert(
      fc.property(fc.constantFrom(withLength, chunked, empty), fc.array(fc.nat(200)), (text, cuts) => {
        const reader = new MessageReader();
        const expected = read(new MessageReader(), text, []);
        expect(read(reader, text, cuts)).toEqual(expected);
        expect(read(reader, text, cuts)).toEqual(expected);
      }),
    );
    expect(read(new MessageReader(), chunked, [])).toEqual(['wikipedia!']);
    expect(read(new MessageReader(), empty, [])).toEqual(['']);
  });

  it.each([withLength, chunked])('refuses bytes behind the end of a message', (text) => {
    expect(() => new MessageReader().feed(Buffer.from(`${text}x`))).toThrow(BadMessageError);
  });
});
