import { describe, expect, it } from 'vitest';
import { Relay, untouched } from '../sse/fixtures/relay.js';
import { dataOf, textOf, write } from '../sse/fixtures/streams.js';
import type { Written } from '../sse/fixtures/streams.js';
import { streamLimits } from '../sse/stream-limits.js';
import { chunk, delta, done, rest, tool } from './fixtures/chat-chunks.js';
import type { ToldCall, ToldChoice } from './fixtures/chat-chunks.js';
import { openChatStream } from './chat-stream.js';

const named = (index: number, name: string, more: object = {}) =>
  tool(index, { function: { name, ...more } });
const begun = (index: number, name: string) =>
  tool(index, { id: `call_${index}`, type: 'function', function: { name, arguments: '' } });
const stream = (...insides: readonly object[]): Written[] => [
  ...insides.map((inside) => chunk(delta(0, inside))),
  chunk(delta(0, {}, 'tool_calls')),
  done,
];

/** Names by index, as a client takes them that keeps the first, the last, or all pieces. */
function taken(bytes: Uint8Array) {
  const calls = dataOf<{ choices?: ToldChoice[] }>(bytes)
    .flatMap(({ choices }) => choices ?? [])
    .flatMap(({ delta: { tool_calls } }): readonly ToldCall[] => tool_calls ?? []);
  const by = (join: (before: string | undefined, name: string) => string) => {
    const names: Record<number, string> = {};
    for (const { index, function: told } of calls)
      if (told.name !== undefined) names[index] = join(names[index], told.name);
    return names;
  };
  return {
    first: by((before, name) => before ?? name),
    last: by((_, name) => name),
    all: by((before = '', name) => before + name),
  };
}

const everyClient = (names: Record<number, string>) => ({ first: names, last: names, all: names });

describe('the name of a tool in a chat stream', () => {
  it('is judged whole where it comes in pieces, and every client takes what was judged', () => {
    const events = stream(
      begun(0, 'delete'),
      named(0, '_us'),
      named(0, 'er', { arguments: '{' }),
      rest(0, '}'),
      begun(1, 'read'),
      named(1, '_file'),
      rest(1, '{}'),
    );
    const relay = new Relay(openChatStream({}), {
      ...untouched,
      judge: ({ name }) => (name === 'read_file' ? undefined : 'No.'),
    });
    const sent = relay.run([write(events)]);
    expect(relay.calls).toEqual([
      { id: 'call_0', name: 'delete_user', arguments: '{}' },
      { id: 'call_1', name: 'read_file', arguments: '{}' },
    ]);
    expect(relay.frames.flatMap(({ unreadable }) => unreadable ?? [])).toEqual([]);
    expect(taken(sent)).toEqual(everyClient({ 0: 'read_file' }));
    expect(textOf(sent)).not.toContain('_us');
  });

  it('is one name where a service says it with every piece of the arguments', () => {
    const events = stream(
      begun(0, 'send'),
      named(0, 'send', { arguments: '{"a"' }),
      named(0, 'send', { arguments: ':1}' }),
    );
    const relay = new Relay(openChatStream({}));
    expect(taken(relay.run([write(events)]))).toEqual(everyClient({ 0: 'send' }));
    expect(relay.calls).toMatchObject([{ name: 'send', arguments: '{"a":1}' }]);
  });

  it('counts as what a call may take of memory', () => {
    const reader = openChatStream({}, { ...streamLimits, callCharactersMax: 8 });
    expect(reader.feed(write([chunk(delta(0, begun(0, 'a'.repeat(9))))]))).toEqual([]);
    expect(reader.problem).toBe('CALL_TOO_LARGE');
  });

  it('stays as it came where calls are not judged', () => {
    const bytes = write(stream(begun(0, 'del'), named(0, 'ete'), rest(0, '{}')));
    const reader = openChatStream({});
    const sent: Uint8Array[] = [];
    for (const frame of reader.frames(bytes)) sent.push(frame.rewrite(frame.deltas.map(({ text }) => text)));
    expect(Buffer.concat(sent).toString()).toBe(textOf(bytes));
  });
});
