import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Relay, textsOf } from '../sse/fixtures/relay.js';
import {
  bytesOf,
  cut,
  cuts,
  dataOf,
  holding,
  pieces,
  shouting,
  style,
  textOf,
  write,
} from '../sse/fixtures/streams.js';
import type { Written } from '../sse/fixtures/streams.js';
import { event, response, messageItem, reasoningItem, callItem, whole } from './fixtures/response-events.js';
import { openResponsesStream } from './responses-stream.js';

const stream = fc.tuple(pieces, pieces, pieces, pieces).map(([thought, said, first, second]) => ({
  events: whole([
    reasoningItem(0, thought),
    messageItem(1, said),
    callItem(2, 'a', first),
    callItem(3, 'b', second),
  ]),
  texts: {
    '0/0/summary': thought.join(''),
    '1/0/text': said.join(''),
    '2/tool': first.join(''),
    '3/tool': second.join(''),
  },
}));

const open = () => openResponsesStream({});
type Told = {
  type: string;
  output_index: number;
  delta: string;
  item: { type: string };
  response: { output: unknown[] };
};

/** What a client puts together from the pieces, and what it is told at the end of every item and of all. */
function assembled(bytes: Uint8Array) {
  const pieced: Record<string, string> = {};
  const items: unknown[] = [];
  let last: unknown[] = [];
  for (const told of dataOf<Told>(bytes)) {
    if (told.type.endsWith('.delta')) {
      const key = `${told.output_index} ${told.type}`;
      pieced[key] = (pieced[key] ?? '') + told.delta;
    }
    if (told.type === 'response.output_item.done') items.push(told.item);
    if (told.type === 'response.completed') last = told.response.output;
  }
  return { pieced, items, last };
}

describe('the stream of a response', () => {
  it('is read the same however it is cut, and passes unchanged', () => {
    fc.assert(
      fc.property(stream, style, cuts, ({ events, texts }, how, at) => {
        const bytes = write(events, how);
        const relay = new Relay(open());
        expect(textOf(relay.run(cut(bytes, at)))).toBe(textOf(bytes));
        expect(textsOf(relay.frames)).toEqual(texts);
        expect(relay.calls).toEqual([
          { id: 'call_a', name: 'a', arguments: texts['2/tool'] === '' ? '{}' : texts['2/tool'] },
          { id: 'call_b', name: 'b', arguments: texts['3/tool'] === '' ? '{}' : texts['3/tool'] },
        ]);
        for (const { channel, text } of relay.frames.flatMap(({ deltas }) =>
          deltas.filter(({ isWhole }) => isWhole),
        )) {
          expect(text).toBe(texts[channel as keyof typeof texts]);
        }
        expect(relay.frames.every(({ unreadable }) => unreadable === undefined)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('says the same where text was held back, in pieces and whole', () => {
    fc.assert(
      fc.property(stream, fc.nat({ max: 9 }), ({ events }, count) => {
        const bytes = write(events);
        expect(assembled(new Relay(open(), holding(count)).run([bytes]))).toEqual(assembled(bytes));
      }),
      { numRuns: 150 },
    );
  });

  it('has a message in place of a refused call, wherever the call is told', () => {
    fc.assert(
      fc.property(stream, fc.subarray(['a', 'b']), ({ events }, refused) => {
        const judge = ({ name }: { name: string }) => (refused.includes(name) ? 'Not allowed.' : undefined);
        const bytes = new Relay(open(), { ...holding(3), judge }).run([write(events)]);
        const { items, last } = assembled(bytes);
        const names = items
          .map((item) => (item as { name?: string }).name)
          .filter((name) => name !== undefined);
        expect(names).toEqual(['a', 'b'].filter((name) => !refused.includes(name)));
        expect(last).toEqual(items);
        expect(textOf(bytes).split('Not allowed.').length - 1).toBe(refused.length * 5);
        const numbers = dataOf(bytes).map((told) => Number(told['sequence_number']));
        expect(numbers).toEqual(numbers.map((_, index) => index));
      }),
      { numRuns: 150 },
    );
  });

  it('changes every text there is, and nothing else', () => {
    const at = { item_id: 'x', output_index: 0, content_index: 0 };
    const logprobs = [
      {
        token: 'abc',
        logprob: -1,
        bytes: [...bytesOf('abc')],
        top_logprobs: [{ token: 'abc', logprob: -1 }],
      },
    ];
    const part = {
      type: 'output_text',
      text: 'abc',
      annotations: [{ type: 'url_citation', title: 'abc' }],
      logprobs,
    };
    const output = [
      { id: 'x', type: 'message', role: 'assistant', content: [part, { type: 'refusal', refusal: 'abc' }] },
      { id: 'y', type: 'local_shell_call', call_id: '/abc', action: { command: ['abc'] } },
      { id: 'z', type: 'web_search_result', found: { new: 'abc' } },
    ];
    const events: Written[] = [
      event(
        'response.created',
        response('in_progress', [], { instructions: 'abc', tools: [{ name: '/abc', description: 'abc' }] }),
      ),
      event('response.output_text.delta', { ...at, delta: 'abc', logprobs, obfuscation: '/abc' }),
      event('response.output_text.annotation.added', {
        ...at,
        annotation: { type: 'file_path', filename: 'abc' },
      }),
      event('response.output_text.done', { ...at, text: 'abc', logprobs }),
      event('response.content_part.done', { ...at, part }),
      event('response.brand_new.delta', { ...at, delta: 'abc', beside: 'abc' }),
      event('response.brand_new.done', { ...at, anything: 'abc' }),
      event('response.output_item.done', { output_index: 1, item: output[1] as object }),
      event('response.incomplete', response('incomplete', output, { error: { message: 'abc' } })),
    ];
    const sent = textOf(new Relay(open(), shouting).run([write(events)]));
    expect(sent.match(/.abc/g)).toEqual(['/abc', '/abc', '/abc', '/abc']);
    expect(sent).not.toContain('97,98,99');
    expect(sent).toContain('"created_at":1700000000');
  });

  it('names every call by its tool, and judges one that only the end tells', () => {
    const shell = { id: 's', type: 'local_shell_call', call_id: 'c', action: { command: ['ls'] } };
    const free = { id: 't', type: 'custom_tool_call', call_id: 'd', name: 'sql', input: 'drop "x"' };
    const late = { id: 'u', type: 'function_call', call_id: 'e', name: 'late', arguments: '{}' };
    const relay = new Relay(open(), {
      ...holding(0),
      judge: ({ name }) => (name === 'late' ? 'No.' : undefined),
    });
    const sent = relay.run([
      write([
        event('response.output_item.done', { output_index: 0, item: shell }),
        event('response.output_item.done', { output_index: 1, item: free }),
        event('response.completed', response('completed', [shell, free, late])),
      ]),
    ]);
    expect(relay.calls).toEqual([
      { id: 'c', name: 'local_shell', arguments: '{"command":["ls"]}' },
      { id: 'd', name: 'sql', arguments: '"drop \\"x\\""' },
      { id: 'e', name: 'late', arguments: '{}' },
    ]);
    expect(textOf(sent)).not.toContain('"late"');
    expect(assembled(sent).last).toHaveLength(3);
  });

  it('tells usage with the last event', () => {
    const relay = new Relay(open());
    relay.run([write(whole([messageItem(0, ['a'])]))]);
    expect(relay.frames.at(-1)?.usage).toEqual({
      inputTokens: 1,
      outputTokens: 2,
      cachedTokens: 3,
      reasoningTokens: 4,
    });
    expect(relay.frames.at(-1)?.ends).toBe('all');
  });

  it.each([
    [
      'a text that goes on behind its end',
      () => [
        ...messageItem(0, ['a']).events,
        event('response.output_text.delta', { output_index: 0, content_index: 0, delta: 'b' }),
      ],
    ],
    [
      'arguments told otherwise at the end',
      () => [...callItem(0, 'a', ['{}']).events.slice(0, 2), ...callItem(0, 'a', ['[]']).events.slice(-1)],
    ],
    [
      'a call told otherwise by the whole response',
      () => [
        ...callItem(0, 'a', ['{}']).events,
        event('response.completed', response('completed', [callItem(0, 'b', ['{}']).item])),
      ],
    ],
  ])('does not trust %s', (_, events) => {
    const relay = new Relay(open());
    relay.run([write(events())]);
    expect(relay.frames.flatMap(({ unreadable }) => unreadable ?? [])).toEqual(['NOT_THIS_DIALECT']);
  });

  it('is cut with an error event', () => {
    const [told] = dataOf(
      open().cut({ code: 'POLICY_DENIED', message: 'No.', requestId: 'r1', status: 403 }),
    );
    expect(told).toEqual({
      type: 'error',
      code: 'POLICY_DENIED',
      message: 'No.',
      param: null,
      sequence_number: 0,
      error: {
        message: 'No.',
        type: 'permission_error',
        param: null,
        code: 'POLICY_DENIED',
      },
    });
  });
});
