import { describe, expect, it } from 'vitest';
import { readSocketCommand, SocketEventReader } from './socket.js';
import { GraphStreamReader } from './stream-reader.js';

/** Shapes of @langchain/protocol 0.0.16: no server that we could run speaks it. */
const event = (method: string, data: unknown) =>
  Buffer.from(
    JSON.stringify({
      type: 'event',
      method,
      seq: 1,
      params: { namespace: [], timestamp: 1, node: 'model', data },
    }),
  );
const delta = (text: string) =>
  event('messages', { event: 'content-block-delta', index: 0, delta: { type: 'text-delta', text } });

describe('events', () => {
  it('joins the deltas of a block', () => {
    const reader = new SocketEventReader();
    reader.read(
      event('messages', { event: 'content-block-start', index: 0, content: { type: 'text', text: '' } }),
    );
    const frames = ['ada@exam', 'ple.org'].map((text) => reader.read(delta(text)));
    const pieces = frames.map(({ deltas }) => deltas.find(({ isWhole }) => isWhole !== true));
    for (const frame of frames)
      frame.rewrite(frame.deltas.map(({ isWhole, text }) => (isWhole === true ? text : '')));
    expect(pieces.map((piece) => piece?.text)).toEqual(['ada@exam', 'ple.org']);
    expect(new Set(pieces.map((piece) => piece?.channel)).size).toBe(1);
    const channel = pieces[0]?.channel ?? '';
    const finish = reader.read(
      event('messages', {
        event: 'content-block-finish',
        index: 0,
        content: { type: 'text', text: 'ada@example.org' },
      }),
    );
    expect(finish.ends).toEqual([channel]);
    expect(JSON.parse(Buffer.from(reader.carry(channel, '[EMAIL]')).toString())).toMatchObject({
      params: { data: { delta: { text: '[EMAIL]' } } },
    });
  });

  it('repeats arguments from their beginning, and tells the finished call', () => {
    const reader = new SocketEventReader();
    const args = (text: string) =>
      reader.read(
        event('messages', {
          event: 'content-block-delta',
          index: 1,
          delta: { type: 'block-delta', fields: { type: 'tool_call_chunk', args: text } },
        }),
      );
    const frames = ['{"to":', '{"to":"ada"'].map(args);
    expect(frames.map(({ deltas }) => deltas.find(({ isJson }) => isJson)?.text)).toEqual([
      '{"to":',
      '"ada"',
    ]);
    const done = reader.read(
      event('messages', {
        event: 'content-block-finish',
        index: 1,
        content: { type: 'tool_call', id: 'c', name: 'mail', args: { to: 'ada' } },
      }),
    );
    expect(done.toolCalls).toMatchObject([{ id: 'c', name: 'mail', arguments: '{"to":"ada"}' }]);
  });

  it('keeps the pieces of a call together until it is told', () => {
    const reader = new SocketEventReader();
    const content = { type: 'tool_call_chunk', id: 'c', name: 'mail', args: '' };
    const start = reader.read(event('messages', { event: 'content-block-start', index: 1, content }));
    const fields = { type: 'tool_call_chunk', args: '{}' };
    const delta = { type: 'block-delta', fields };
    const grown = reader.read(event('messages', { event: 'content-block-delta', index: 1, delta }));
    expect([start.partOfCalls, grown.partOfCalls]).toEqual([['call/c'], ['call/c']]);
    const data = { event: 'tool-started', tool_call_id: 'd', tool_name: 'wipe', input: { all: true } };
    expect(reader.read(event('tools', data)).toolCalls).toMatchObject([
      { id: 'd', name: 'wipe', arguments: '{"all":true}', channel: 'call/d' },
    ]);
  });

  it('say why a refused call is not made, in its place', () => {
    const reader = new SocketEventReader();
    const piece = { type: 'tool_call_chunk', id: 'c', name: 'wipe', args: '' };
    const call = { type: 'tool_call', id: 'c', name: 'wipe', args: { all: true } };
    const fields = { type: 'tool_call_chunk', args: '{"all":true}' };
    const frames = [
      event('messages', { event: 'content-block-start', index: 1, content: piece }),
      event('messages', { event: 'content-block-delta', index: 1, delta: { type: 'block-delta', fields } }),
      event('messages', { event: 'content-block-finish', index: 1, content: call }),
    ].map((message) => reader.read(message));
    expect(frames.map(({ toolCalls }) => toolCalls.length)).toEqual([0, 0, 1]);
    reader.refuseToolCall('call/c', 'wipe is not allowed');
    const written = frames.map((frame) => Buffer.from(frame.rewrite(frame.deltas.map(({ text }) => text))));
    expect(written.map((bytes) => bytes.toString())).toEqual([
      event('messages', {
        event: 'content-block-start',
        index: 1,
        content: { type: 'text', text: '' },
      }).toString(),
      '',
      event('messages', {
        event: 'content-block-finish',
        index: 1,
        content: { type: 'text', text: 'wipe is not allowed' },
      }).toString(),
    ]);
  });

  it('joins the output of a tool', () => {
    const reader = new SocketEventReader();
    const output = reader.read(
      event('tools', { event: 'tool-output-delta', tool_call_id: 'c', delta: 'row' }),
    );
    expect(output.deltas.find(({ isWhole }) => isWhole !== true)).toMatchObject({
      position: 'tool-result',
      channel: 'tool#c/delta',
    });
    const end = reader.read(
      event('tools', { event: 'tool-finished', tool_call_id: 'c', output: { content: 'row' } }),
    );
    expect(end.ends).toEqual(['tool#c/delta']);
  });

  it('are read from an event stream alike', () => {
    const reader = new GraphStreamReader();
    const [frame] = reader.feed(
      Buffer.concat([Buffer.from('event: messages\ndata: '), delta('hi'), Buffer.from('\n\n')]),
    );
    expect(frame?.deltas.find(({ isWhole }) => isWhole !== true)?.text).toBe('hi');
  });

  it('gives state whole', () => {
    const reader = new SocketEventReader();
    const message = event('values', { messages: [{ type: 'human', content: 'hi' }] });
    const frame = reader.read(message);
    expect(frame.deltas.find(({ text }) => text === 'hi')).toMatchObject({ position: 'user', isWhole: true });
    expect(frame.rewrite(frame.deltas.map(({ text }) => text))).toBe(message);
  });
});

it('reads a command as what it asks for', () => {
  const command = readSocketCommand(
    't/1',
    Buffer.from('{"id":1,"method":"run.start","params":{"assistant_id":"agent","input":"go"}}'),
  );
  expect(command).toMatchObject({
    kind: 'read',
    operation: { kind: 'graph-run', graph: 'agent', thread: 't/1' },
  });
  expect(readSocketCommand('t', Buffer.from('hello'))).toMatchObject({ reason: 'NOT_JSON' });
});
