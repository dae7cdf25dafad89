import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, framesOf, masked, received, text } from './recorded/client.js';
import { frame, failedStream, partialStream, piece, about, runStream } from './recorded/run-stream.js';
import { GraphStreamReader } from './stream-reader.js';

describe('the recorded run', () => {
  const frames = framesOf(runStream);

  it('gives state whole, and what a model says in pieces of one channel', () => {
    const wholes = frames.flatMap(({ deltas }) => deltas).filter(({ isWhole }) => isWhole === true);
    expect(wholes.find(({ text: said }) => said === 'Be brief')).toMatchObject({
      position: 'system',
      channel: '/messages/0/content',
    });
    expect(wholes.find(({ text: said }) => said === 'ada@example.org')).toMatchObject({
      position: 'tool-result',
    });
    const pieces = frames
      .flatMap(({ deltas }) => deltas)
      .filter(({ channel }) => channel === '#run-5/content');
    expect(pieces.map(({ text: said }) => said)).toEqual(['Mail', ' ada@exam', 'ple.org', ' now']);
    expect(new Set(pieces.map(({ position }) => position))).toEqual(new Set(['assistant']));
  });

  it('ends the channels of a message with the frame that tells it whole', () => {
    const ending = frames.filter(({ ends }) => ends !== 'all' && ends.includes('#run-5/content'));
    expect(ending).toHaveLength(1);
    expect(text(ending.map((one) => one.bytes))).toMatch(/^event: updates/);
    expect(frames.at(-1)?.ends).toBe('all');
  });

  it('tells each call once, when it is first there', () => {
    expect(frames.flatMap(({ toolCalls }) => toolCalls)).toEqual([
      { id: 'call_1', name: 'lookup', arguments: '{"who":"Ada"}', channel: 'call/call_1' },
    ]);
  });

  it('gives a client the masked run: the same frames, each readable', () => {
    const got = received(masked(runStream));
    expect(JSON.stringify(got)).not.toMatch(/example\.org|ada@/);
    const said = got
      .filter(({ event }) => event === 'messages')
      .map(({ data }) =>
        Array.isArray(data) ? (data[0] as { content: string; id: string }) : { content: '', id: '' },
      )
      .filter(({ id }) => id === 'run-5')
      .map(({ content }) => content)
      .join('');
    expect(said).toBe('Mail [EMAIL] now');
  });
});

describe('messages that are repeated from their beginning', () => {
  it('gives what is new as deltas, and repeats what went out for them', () => {
    const deltas = framesOf(partialStream)
      .flatMap((one) => one.deltas)
      .filter(({ channel }) => channel === '#run-5/0/content' || channel === '#run-5/content');
    expect(deltas.map(({ text: said }) => said)).toEqual(['M', 'ail ada@exam', 'ple.org', ' now']);
    const got = received(masked(partialStream)).filter(({ event }) => event === 'messages/partial');
    const contents = got.map(({ data }) =>
      Array.isArray(data) ? (data[0] as { content: string }).content : '',
    );
    expect(contents.at(-1)).toBe('Mail [EMAIL] now');
    for (const [index, content] of contents.entries())
      expect(contents.at(-1)?.startsWith(content), `${index}`).toBe(true);
  });
});

describe('calls in pieces', () => {
  const chunk = (args: string, first = false) =>
    frame('messages', [
      {
        ...piece(''),
        type: 'AIMessageChunk',
        tool_call_chunks: [{ name: first ? 'wipe' : null, args, id: first ? 'c9' : null, index: 0 }],
      },
      about,
    ]);
  const stream = chunk('{"table"', true) + chunk(': "all') + chunk('"}');

  it('is complete when its arguments are', () => {
    const frames = framesOf(stream);
    expect(frames.map(({ toolCalls }) => toolCalls.length)).toEqual([0, 0, 1, 0]);
    expect(frames[2]?.toolCalls[0]).toMatchObject({ id: 'c9', name: 'wipe', arguments: '{"table": "all"}' });
    expect(frames[1]?.partOfCalls).toEqual(['call/c9']);
    expect(frames[1]?.deltas.find(({ isJson }) => isJson)).toMatchObject({
      position: 'tool-call',
      text: ': "all',
    });
  });

  it('is complete at the end of its message, or of all, where its arguments never are', () => {
    const last = frame('messages', [{ ...piece(''), response_metadata: { finish_reason: 'stop' } }, about]);
    const told = (...frames: readonly string[]) =>
      framesOf(frames.join('')).map(({ toolCalls }) => toolCalls.map((call) => call.arguments));
    expect(told(chunk('', true), last)).toEqual([[], ['{}'], []]);
    expect(told(chunk('{"a', true))).toEqual([[], ['{"a']]);
    expect(told(chunk('', true), 'event: end\n\n')).toEqual([[], ['{}'], []]);
  });

  it('is gone from every frame when it is refused', () => {
    const whole = { ...piece(''), tool_calls: [{ id: 'c9', name: 'wipe', args: { table: 'all' } }] };
    const reader = new GraphStreamReader();
    const frames = reader.feed(bytes(stream + frame('values', { messages: [whole] })));
    reader.refuseToolCall('call/c9', 'wipe is not allowed');
    const out = text(frames.map((one) => one.rewrite(one.deltas.map((delta) => delta.text))));
    expect(out).not.toMatch(/c9|table/);
    expect(received(out).at(-1)?.data).toMatchObject({
      messages: [{ content: 'wipe is not allowed', tool_calls: [] }],
    });
  });
});

it('streams what LangChain events stream', () => {
  const event = (said: string) =>
    frame('events', {
      event: 'on_chat_model_stream',
      run_id: 'x',
      name: 'm',
      data: { chunk: { type: 'AIMessageChunk', content: said } },
    });
  const frames = framesOf(
    event('ada@') +
      event('example.org') +
      frame('events', { event: 'on_chat_model_end', run_id: 'x', data: {} }),
  );
  expect(frames[1]?.deltas.find(({ isWhole }) => isWhole !== true)).toMatchObject({
    channel: '#run x/content',
    text: 'example.org',
  });
  expect(frames[2]?.ends).toEqual(['#run x/content']);
  expect(masked(event('ada@') + event('example.org'))).not.toMatch(/ada@|example/);
});

it('streams messages that a chain yields in pairs with their mode', () => {
  const event = (said: string) =>
    frame('events', {
      event: 'on_chain_stream',
      run_id: 'x',
      data: { chunk: ['messages', [piece(said), about]] },
    });
  expect(masked(event('ada@') + event('example.org'))).not.toMatch(/ada@|example/);
});

it('ends with an error that clients hand on, and keeps signs of life', () => {
  expect(framesOf(failedStream).at(-2)?.ends).toBe('all');
  const reader = new GraphStreamReader();
  const [comment] = reader.feed(bytes(': heartbeat\n\n'));
  expect(comment?.deltas).toEqual([]);
  const cut = reader.cut({ code: 'POLICY_DENIED', message: 'not this', requestId: 'q', status: 403 });
  expect(received(text([cut]))).toEqual([
    {
      event: 'error',
      data: { type: 'error', id: null, error: 'POLICY_DENIED', message: 'not this', request_id: 'q' },
    },
  ]);
});

it('says so when a frame cannot be read', () => {
  expect(framesOf('event: values\ndata: {"a":1,"a":2}\n\n')[0]?.unreadable).toBe('DUPLICATE_KEY');
});

describe('properties', () => {
  it('gives the same frames however it is cut, and the same bytes when nothing changes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.boolean(),
        fc.boolean(),
        (cuts, usesCrLf, isPartial) => {
          const recorded = isPartial ? partialStream : runStream;
          const stream = usesCrLf ? recorded.replaceAll('\n', '\r\n') : recorded;
          const frames = framesOf(stream, cuts);
          expect(text(frames.map((one) => one.bytes))).toBe(stream);
          expect(text(frames.map((one) => one.rewrite(one.deltas.map((delta) => delta.text))))).toBe(stream);
          expect(frames.map(({ deltas }) => deltas)).toEqual(framesOf(stream).map(({ deltas }) => deltas));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('lets no address through, wherever the model cuts it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 40 }), { maxLength: 6 }), fc.boolean(), (cuts, repeats) => {
        const said = 'write to ada@example.org and then to bob';
        const ends = [...new Set(cuts), said.length].sort((one, other) => one - other);
        const stream = ends
          .map((end, index) =>
            repeats
              ? frame('messages/partial', [piece(said.slice(0, end))])
              : frame('messages', [piece(said.slice(index === 0 ? 0 : ends[index - 1], end)), about]),
          )
          .join('');
        const contents = received(masked(stream)).map(
          ({ data }) => (data as { content: string }[])[0]?.content ?? '',
        );
        expect(repeats ? contents.at(-1) : contents.join('')).toBe('write to [EMAIL] and then to bob');
      }),
      { numRuns: 100 },
    );
  });
});

it.each([
  ['pieces', runStream],
  ['repeats', partialStream],
])('writes %s in two forms from one reading, as two readings would', (_, stream) => {
  const loud = (said: string) => said.toUpperCase();
  const quiet = (said: string) => said.replaceAll('ada@example.org', '[EMAIL]');
  const alone = (change: (said: string) => string) => {
    const reader = new GraphStreamReader();
    const out: Uint8Array[] = [];
    for (const one of [...reader.frames(bytes(stream)), ...reader.finish()]) {
      out.push(one.rewrite(one.deltas.map((delta) => change(delta.text))));
      if (one.deltas.length > 0) out.push(reader.carry('#run-5/content', change(' more')));
    }
    return text(out);
  };
  const reader = new GraphStreamReader();
  const [sent, recorded]: [Uint8Array[], Uint8Array[]] = [[], []];
  for (const one of [...reader.frames(bytes(stream)), ...reader.finish()]) {
    sent.push(one.rewrite(one.deltas.map((delta) => loud(delta.text))));
    recorded.push(
      one.rewrite(
        one.deltas.map((delta) => quiet(delta.text)),
        'recorded',
      ),
    );
    if (one.deltas.length === 0) continue;
    sent.push(reader.carry('#run-5/content', loud(' more')));
    recorded.push(reader.carry('#run-5/content', quiet(' more'), 'recorded'));
  }
  expect(text(sent)).toBe(alone(loud));
  expect(text(recorded)).toBe(alone(quiet));
});
