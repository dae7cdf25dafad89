import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSseEvent } from './sse-event.js';
import { SseFramer } from './sse-framer.js';
import { joinBytes, withData, writeSse } from './write-sse.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

function framesOf(chunks: readonly Uint8Array[], frameBytesMax?: number): Uint8Array[] {
  const framer = new SseFramer(frameBytesMax);
  const frames = chunks.flatMap((chunk) => [...framer.feed(chunk)]);
  const rest = framer.finish();
  return rest === undefined ? frames : [...frames, rest];
}
const frames = (text: string) => framesOf([bytesOf(text)]).map(textOf);

/** The format's own definition, said as slowly as possible: what a stream dispatches. */
function dispatched(text: string): { event: string; data: string }[] {
  const events: { event: string; data: string }[] = [];
  let event = '';
  let data: string[] = [];
  for (const line of [...text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/), '']) {
    if (line === '') {
      if (data.length > 0) events.push({ event, data: data.join('\n') });
      event = '';
      data = [];
      continue;
    }
    const [, name, value] = /^([^:]*)(?:: ?)?([^]*)$/.exec(line) ?? [];
    if (name === 'data') data.push(value ?? '');
    if (name === 'event') event = value ?? '';
  }
  return events;
}

const eventsOf = (all: readonly Uint8Array[]) =>
  all.flatMap((frame, index) => {
    const { event, data } = readSseEvent(frame, index === 0);
    return data === undefined ? [] : [{ event, data: textOf(data) }];
  });

function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, index) => bytes.slice(start, at[index] ?? bytes.length));
}

const ending = fc.constantFrom('\n', '\r\n', '\r');
const line = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
  fc.constantFrom(
    '',
    '',
    'data',
    'data:',
    'data:x',
    ': hold',
    ':',
    'event: ping',
    'id: 7',
    'retry: 10',
    'data: ü€𝄞',
    '\uFEFF',
  ),
);
const stream = fc
  .tuple(
    fc.boolean(),
    fc.array(fc.tuple(line, ending), { maxLength: 14 }),
    fc.oneof(ending, fc.constant(undefined)),
  )
  .map(([withBom, lines, same]) => {
    const body = lines.map(([text, own]) => text + (same ?? own)).join('');
    return (withBom ? '\uFEFF' : '') + body;
  });

describe('frames of an event stream', () => {
  it('are events with their blank line', () => {
    expect(frames('event: a\ndata: 1\n\ndata: 2\r\n\r\ndata: 3\r\rdata: 4\n')).toEqual([
      'event: a\ndata: 1\n\n',
      'data: 2\r\n\r\n',
      'data: 3\r\r',
      'data: 4\n',
    ]);
  });

  it('let a comment out at once, and keep it where it stands inside an event', () => {
    const framer = new SseFramer();
    expect(framer.feed(bytesOf(': hold\n')).map(textOf)).toEqual([': hold\n']);
    expect(framer.feed(bytesOf('data: 1\n: inside\n\n')).map(textOf)).toEqual(['data: 1\n: inside\n\n']);
  });

  it('come out without waiting where lines end in CR alone', () => {
    const framer = new SseFramer();
    expect(framer.feed(bytesOf('data: 1\r\r')).map(textOf)).toEqual(['data: 1\r\r']);
  });

  it('are bounded', () => {
    const framer = new SseFramer(10);
    expect(framer.feed(bytesOf('data: 1\n\n')).length).toBe(1);
    expect(framer.feed(bytesOf('data: 1'))).toEqual([]);
    expect(framer.problem).toBeUndefined();
    expect(framer.feed(bytesOf('2345'))).toEqual([]);
    expect(framer.problem).toBe('FRAME_TOO_LARGE');
    expect(framer.feed(bytesOf('\n\n'))).toEqual([]);
    expect(framer.finish()).toBeUndefined();
    expect(framesOf([bytesOf('data: 0123456789\n\n')], 10)).toEqual([]);
  });

  it('are the same for every cut, are the input, and dispatch what the format says', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 8 }), (text, cuts) => {
        const bytes = bytesOf(text);
        const whole = framesOf([bytes]);
        expect(textOf(joinBytes([...whole, new Uint8Array(0)]))).toBe(text);
        expect(framesOf(cut(bytes, cuts)).map(textOf)).toEqual(whole.map(textOf));
        expect(framesOf([...bytes].map((byte) => Uint8Array.of(byte))).map(textOf)).toEqual(
          whole.map(textOf),
        );
        expect(eventsOf(whole)).toEqual(dispatched(text));
      }),
      { numRuns: 1500 },
    );
  });
});

describe('an event', () => {
  it('has the fields of the format', () => {
    expect(
      readSseEvent(bytesOf('\uFEFFid: 7\nretry: 250\nevent:x\ndata: a\ndata\ndata:  b\nother: y\n\n'), true),
    ).toMatchObject({
      event: 'x',
      data: bytesOf('a\n\n b'),
      id: '7',
      retryMs: 250,
    });
    expect(readSseEvent(bytesOf('id: a\0b\nretry: soon\n\n'), false)).toMatchObject({
      id: undefined,
      retryMs: undefined,
      data: undefined,
    });
  });

  it('keeps everything but its data when that is changed', () => {
    const one = readSseEvent(bytesOf('id: 7\r\ndata:{"a":"b"}\r\n: c\r\n\r\n'), false);
    expect(textOf(withData(one, bytesOf('{"a":"€"}')))).toBe('id: 7\r\ndata:{"a":"€"}\r\n: c\r\n\r\n');
    const two = readSseEvent(bytesOf('data: {"a":\nid: 1\ndata:"b"}\n\n'), false);
    expect(textOf(withData(two, bytesOf('{"a":\n"c"}')))).toBe('data: {"a":\nid: 1\ndata:"c"}\n\n');
    expect(eventsOf([withData(two, bytesOf('{}'))])).toEqual([{ event: '', data: '{}\n' }]);
  });

  it('is written as one line of data', () => {
    expect(textOf(writeSse('', '{}'))).toBe('data: {}\n\n');
    expect(textOf(writeSse('error', '{}'))).toBe('event: error\ndata: {}\n\n');
  });
});
