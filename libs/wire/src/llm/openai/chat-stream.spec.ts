import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Relay, textsOf, untouched } from '../sse/fixtures/relay.js';
import { bytesOf, cut, cuts, holding, shouting, style, textOf, write } from '../sse/fixtures/streams.js';
import type { Written } from '../sse/fixtures/streams.js';
import { streamLimits } from '../sse/stream-limits.js';
import { chunk, delta, done, tool, start, rest, assembled, mixed } from './fixtures/chat-chunks.js';
import { openChatStream } from './chat-stream.js';

const open = () => openChatStream({});

describe('the stream of a chat completion', () => {
  it('is read the same however it is cut, and passes unchanged', () => {
    fc.assert(
      fc.property(mixed, style, cuts, ({ events, texts }, how, at) => {
        const bytes = write(events, how);
        const relay = new Relay(open());
        expect(textOf(relay.run(cut(bytes, at)))).toBe(textOf(bytes));
        expect(textsOf(relay.frames)).toEqual(texts);
        expect(relay.frames.every(({ unreadable }) => unreadable === undefined)).toBe(true);
        expect(relay.calls.sort((one, other) => one.name.localeCompare(other.name))).toEqual([
          { id: 'call_a', name: 'a', arguments: texts['0/tool/0'] },
          { id: 'call_b', name: 'b', arguments: texts['0/tool/1'] },
        ]);
      }),
      { numRuns: 200 },
    );
  });

  it('says the same where text was held back', () => {
    fc.assert(
      fc.property(mixed, fc.nat({ max: 9 }), ({ events }, count) => {
        const bytes = write(events);
        expect(assembled(new Relay(open(), holding(count)).run([bytes]))).toEqual(assembled(bytes));
      }),
      { numRuns: 200 },
    );
  });

  it('holds text back inside lists and objects, too', () => {
    const parts = (text: string) => [
      { type: 'thinking', thinking: [{ type: 'text', text }] },
      { type: 'text', text: 'x' },
    ];
    const events = [
      chunk(delta(0, { content: parts('one ') })),
      chunk(delta(0, { content: parts('text') })),
      chunk(
        delta(0, { reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'why' }], new_kind: 'abc' }),
      ),
      chunk(delta(0, {}, 'stop')),
    ];
    const again = new Relay(open());
    again.run([new Relay(open(), holding(6)).run([write(events)])]);
    expect(textsOf(again.frames)).toEqual({
      '0/content/0/thinking/0/text': 'one text',
      '0/content/1/text': 'xx',
      '0/reasoning_details/0/text': 'why',
      '0/new_kind': 'abc',
    });
  });

  it('may end without a blank line, and in the middle of an event', () => {
    const events = [chunk(delta(0, { content: 'abc' })), chunk(delta(0, { content: 'def' }))];
    const bytes = write(events);
    for (const [left, said] of [
      [1, 'abcdef'],
      [2, 'abcdef'],
      [9, 'abc'],
    ] as const) {
      const again = new Relay(open());
      again.run([new Relay(open(), holding(2)).run([bytes.slice(0, -left)])]);
      expect(textsOf(again.frames)).toEqual({ '0/text': said });
    }
  });

  it('makes up the structure where the frame was too large to be kept', () => {
    const long = 'a'.repeat(20_000);
    const events = [chunk(delta(0, { content: [{ text: long }] })), chunk(delta(0, {}, 'stop'))];
    const again = new Relay(open());
    again.run([new Relay(open(), holding(6)).run([write(events)])]);
    expect(textsOf(again.frames)).toEqual({ '0/content/0/text': long });
  });

  it('loses a refused call, and the others close up', () => {
    fc.assert(
      fc.property(mixed, fc.subarray(['a', 'b']), ({ events }, refused) => {
        const judge = ({ name }: { name: string }) => (refused.includes(name) ? 'Not allowed.' : undefined);
        const before = assembled(write(events))[0] ?? {};
        const after = assembled(new Relay(open(), { ...holding(3), judge }).run([write(events)]))[0] ?? {};
        const kept = ['a', 'b'].filter((name) => !refused.includes(name));
        expect(
          Object.keys(after)
            .sort()
            .filter((key) => key.endsWith('name'))
            .map((key) => after[key]),
        ).toEqual(kept);
        kept.forEach((name, index) => {
          expect(after[`tool ${index}`]).toBe(before[name === 'a' ? 'tool 0' : 'tool 1']);
        });
        expect(after['content'] ?? '').toBe(
          (before['content'] ?? '') + refused.map(() => 'Not allowed.').join(''),
        );
        expect(after['finish']).toBe(kept.length === 0 ? 'stop' : 'tool_calls');
      }),
      { numRuns: 200 },
    );
  });

  it('changes every text there is, and nothing else', () => {
    const logprob = (token: string) => ({
      token,
      logprob: -0.5,
      bytes: [...bytesOf(token)],
      top_logprobs: [{ token, logprob: -0.5, bytes: [...bytesOf(token)] }],
    });
    const events: Written[] = [
      chunk(
        delta(0, { role: 'assistant', content: 'abc' }, null, {
          logprobs: { content: [logprob('abc')], refusal: null },
        }),
      ),
      chunk(delta(0, { reasoning: 'abc', new_kind: 'abc', audio: { transcript: 'abc', data: '/abc' } })),
      chunk(delta(0, { content: [{ type: 'text', text: 'abc' }] })),
      chunk(delta(0, { function_call: { name: 'f', arguments: '{"a":"abc"}' } })),
      chunk(delta(0, {}, 'function_call')),
      ['error', { error: { message: 'abc', type: 't' } }],
    ];
    const sent = textOf(new Relay(open(), shouting).run([write(events)]));
    expect(sent.match(/abc/g)).toEqual(['abc']);
    expect(sent).toContain('"data":"/abc"');
    expect(sent).toContain(
      '"logprobs":{"content":[{"token":"ABC","logprob":-0.5,"bytes":[65,66,67],"top_logprobs":[]}],"refusal":null}',
    );
    expect(sent).toContain('"created":1700000000');
  });

  it('tells usage, and the chunk that is there for it alone', () => {
    const usage = {
      prompt_tokens: 3,
      completion_tokens: 5,
      prompt_tokens_details: { cached_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 1 },
    };
    const relay = new Relay(open());
    relay.run([
      write([
        chunk([], { prompt_filter_results: [] }),
        chunk(delta(0, {}, 'stop'), { usage: null }),
        chunk([], { usage }),
        done,
      ]),
    ]);
    expect(relay.frames.map(({ isUsageOnly }) => isUsageOnly)).toEqual([false, false, true, false]);
    expect(relay.frames[2]?.usage).toEqual({
      inputTokens: 3,
      outputTokens: 5,
      cachedTokens: 2,
      reasoningTokens: 1,
    });
    expect(relay.frames.map(({ ends }) => ends)).toEqual([[], [], [], 'all']);
  });

  it('judges calls of a stream that breaks off', () => {
    const relay = new Relay(open(), { ...untouched, judge: () => 'No.' });
    relay.run([write([chunk(delta(0, start(0, 'a')))])]);
    expect(relay.calls).toEqual([{ id: 'call_a', name: 'a', arguments: '' }]);
    expect(textOf(relay.sent.at(0) ?? new Uint8Array(0))).toBe('');
    expect(relay.frames.at(-1)?.ends).toBe('all');
  });

  it.each([
    ['text behind its end', [chunk(delta(0, { content: 'a' }, 'stop')), chunk(delta(0, { content: 'b' }))]],
    ['a call behind its end', [chunk(delta(0, start(0, 'a'), 'tool_calls')), chunk(delta(0, rest(0, '{}')))]],
    [
      'a name behind the arguments',
      [
        chunk(delta(0, start(0, 'a'))),
        chunk(delta(0, rest(0, '{'))),
        chunk(delta(0, tool(0, { function: { name: 'b' } }))),
      ],
    ],
    ['two calls in one place', [chunk(delta(0, start(0, 'a'))), chunk(delta(0, tool(0, { id: 'x' })))]],
    ['no object', [['', '[1]'] as const]],
  ])('does not trust %s', (_, events) => {
    const relay = new Relay(open());
    relay.run([write(events)]);
    expect(relay.frames.flatMap(({ unreadable }) => unreadable ?? [])).toEqual(['NOT_THIS_DIALECT']);
  });

  it('says which frame is no JSON, and goes on', () => {
    const relay = new Relay(open());
    relay.run([write([['', '{"a":'], ['', '{"a":1,"a":2}'], chunk(delta(0, { content: 'a' }))])]);
    expect(relay.frames.map(({ unreadable }) => unreadable)).toEqual([
      'NOT_JSON',
      'DUPLICATE_KEY',
      undefined,
      undefined,
    ]);
  });

  it('stops at its limits', () => {
    const reader = openChatStream({}, { ...streamLimits, channelsMax: 2, callCharactersMax: 8 });
    const texts = (index: number) => write([chunk(delta(index, { content: 'a' }))]);
    expect(reader.feed(texts(0)).length + reader.feed(texts(1)).length).toBe(2);
    expect(reader.feed(texts(2))).toEqual([]);
    expect(reader.problem).toBe('TOO_MANY_CHANNELS');
    const calls = openChatStream({}, { ...streamLimits, callCharactersMax: 8 });
    expect(calls.feed(write([chunk(delta(0, rest(0, '123456789')))]))).toEqual([]);
    expect(calls.problem).toBe('CALL_TOO_LARGE');
    expect(calls.finish()).toEqual([]);
  });

  it('is cut with an error object', () => {
    const cutting = open().cut({ code: 'POLICY_DENIED', message: 'No.', requestId: 'r1', status: 403 });
    expect(textOf(cutting)).toBe(
      'data: {"error":{"message":"No.","type":"permission_error","param":null,"code":"POLICY_DENIED"}}\n\n',
    );
  });
});
