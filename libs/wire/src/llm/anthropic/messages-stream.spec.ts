import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Relay, textsOf, untouched } from '../sse/fixtures/relay.js';
import {
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
import { openMessagesStream } from './messages-stream.js';

const event = (type: string, more: object = {}): Written => [type, { type, ...more }];
const begin = event('message_start', {
  message: {
    id: 'm1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [],
    usage: { input_tokens: 7, cache_read_input_tokens: 3, output_tokens: 1 },
  },
});
const block = (index: number, content_block: object, deltas: readonly object[]): Written[] => [
  event('content_block_start', { index, content_block }),
  ...deltas.map((delta) => event('content_block_delta', { index, delta })),
  event('content_block_stop', { index }),
];
const end = (stop_reason: string): Written[] => [
  event('message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 9 } }),
  event('message_stop'),
];
const textBlock = (index: number, texts: readonly string[]) =>
  block(
    index,
    { type: 'text', text: '' },
    texts.map((text) => ({ type: 'text_delta', text })),
  );
const toolBlock = (index: number, name: string, texts: readonly string[]) =>
  block(
    index,
    { type: 'tool_use', id: `toolu_${name}`, name, input: {} },
    texts.map((partial_json) => ({ type: 'input_json_delta', partial_json })),
  );

const message = fc.tuple(pieces, pieces, pieces, pieces).map(([thinking, said, first, second]) => ({
  events: [
    begin,
    event('ping'),
    ...block(0, { type: 'thinking', thinking: '', signature: '' }, [
      ...thinking.map((text) => ({ type: 'thinking_delta', thinking: text })),
      { type: 'signature_delta', signature: 'c2ln' },
    ]),
    ...textBlock(1, said),
    ...toolBlock(2, 'a', first),
    ...toolBlock(3, 'b', second),
    ...end('tool_use'),
  ],
  texts: {
    '0/thinking': thinking.join(''),
    '1/text': said.join(''),
    '2/tool': first.join(''),
    '3/tool': second.join(''),
  },
}));

interface ToldEvent {
  readonly type: string;
  readonly index: number;
  readonly content_block: object;
  readonly delta: Record<string, string>;
}

/** What a client puts together: content blocks and the reason of the end. */
function assembled(bytes: Uint8Array) {
  const blocks: Record<string, unknown>[] = [];
  let reason: unknown;
  for (const { type, index, content_block, delta } of dataOf<ToldEvent>(bytes)) {
    if (type === 'content_block_start') expect(blocks.push({ ...content_block })).toBe(index + 1);
    const at = blocks[index];
    if (type === 'content_block_delta' && at !== undefined) {
      for (const [key, text] of Object.entries(delta).filter(([name]) => name !== 'type')) {
        at[key] = ((at[key] as string | undefined) ?? '') + text;
      }
    }
    if (type === 'message_delta') reason = delta['stop_reason'];
  }
  return { blocks, reason };
}
const open = () => openMessagesStream({});

describe('the stream of a message', () => {
  it('is read the same however it is cut, and passes unchanged', () => {
    fc.assert(
      fc.property(message, style, cuts, ({ events, texts }, how, at) => {
        const bytes = write(events, how);
        const relay = new Relay(open());
        expect(textOf(relay.run(cut(bytes, at)))).toBe(textOf(bytes));
        expect(textsOf(relay.frames)).toEqual(texts);
        expect(relay.calls).toEqual([
          { id: 'toolu_a', name: 'a', arguments: texts['2/tool'] === '' ? '{}' : texts['2/tool'] },
          { id: 'toolu_b', name: 'b', arguments: texts['3/tool'] === '' ? '{}' : texts['3/tool'] },
        ]);
        expect(relay.frames.every(({ unreadable }) => unreadable === undefined)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('says the same where text was held back', () => {
    fc.assert(
      fc.property(message, fc.nat({ max: 9 }), ({ events }, count) => {
        const bytes = write(events);
        expect(assembled(new Relay(open(), holding(count)).run([bytes]))).toEqual(assembled(bytes));
      }),
      { numRuns: 200 },
    );
  });

  it('has a text in place of a refused call', () => {
    fc.assert(
      fc.property(message, fc.subarray(['a', 'b']), ({ events }, refused) => {
        const judge = ({ name }: { name: string }) => (refused.includes(name) ? 'Not allowed.' : undefined);
        const before = assembled(write(events));
        const after = assembled(new Relay(open(), { ...holding(3), judge }).run([write(events)]));
        const blocks = before.blocks.map((at) =>
          refused.includes(String(at['name'])) ? { type: 'text', text: 'Not allowed.' } : at,
        );
        expect(after).toEqual({ blocks, reason: refused.length === 2 ? 'end_turn' : 'tool_use' });
      }),
      { numRuns: 200 },
    );
  });

  it('changes every text there is, and nothing else', () => {
    const citation = { type: 'char_location', cited_text: 'abc', document_title: 'abc' };
    const events: Written[] = [
      begin,
      ...block(0, { type: 'text', text: 'abc' }, [
        { type: 'text_delta', text: 'abc' },
        { type: 'citations_delta', citation },
      ]),
      ...block(1, { type: 'tool_use', id: '/abc', name: '/abc', input: { key: 'abc' } }, []),
      ...block(
        2,
        {
          type: 'web_search_tool_result',
          tool_use_id: '/abc',
          content: [{ title: 'abc', encrypted_content: '/abc' }],
        },
        [],
      ),
      event('message_delta', {
        delta: { stop_reason: 'refusal', stop_details: { explanation: 'abc' } },
        usage: { output_tokens: 1 },
      }),
      event('error', { error: { type: 'overloaded_error', message: 'abc' }, request_id: '/abc' }),
    ];
    const sent = textOf(new Relay(open(), shouting).run([write(events)]));
    expect(sent.match(/.abc/g)).toEqual(['/abc', '/abc', '/abc', '/abc', '/abc']);
    expect(sent.match(/ABC/g)).toHaveLength(8);
  });

  it('counts what it cost, over both events that say so', () => {
    const relay = new Relay(open());
    relay.run([write([begin, ...textBlock(0, ['a']), ...end('end_turn')])]);
    expect(relay.frames.flatMap(({ usage }) => usage ?? [])).toEqual([
      { inputTokens: 7, outputTokens: 1, cachedTokens: 3, reasoningTokens: undefined },
      { inputTokens: 7, outputTokens: 9, cachedTokens: 3, reasoningTokens: undefined },
    ]);
    expect(relay.frames.at(-1)?.ends).toBe('all');
  });

  it('ends for nothing else where the service made the other calls itself', () => {
    const events = [
      begin,
      ...block(0, { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }, [
        { type: 'input_json_delta', partial_json: '{}' },
      ]),
      ...toolBlock(1, 'a', ['{}']),
      ...end('tool_use'),
    ];
    const judge = ({ name }: { name: string }) => (name === 'a' ? 'No.' : undefined);
    expect(assembled(new Relay(open(), { ...untouched, judge }).run([write(events)]))).toMatchObject({
      reason: 'end_turn',
    });
  });

  it.each([
    [
      'text behind its end',
      [
        ...textBlock(0, ['a']),
        event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'b' } }),
      ],
    ],
    [
      'a call behind its end',
      [
        ...toolBlock(0, 'a', []),
        event('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: '{' } }),
      ],
    ],
    [
      'arguments of no call',
      [event('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: '{' } })],
    ],
    [
      'two calls in one place',
      [
        ...toolBlock(0, 'a', []),
        event('content_block_start', {
          index: 0,
          content_block: { type: 'tool_use', id: 'x', name: 'b', input: {} },
        }),
      ],
    ],
  ])('does not trust %s', (_, events) => {
    const relay = new Relay(open());
    relay.run([write(events)]);
    expect(relay.frames.flatMap(({ unreadable }) => unreadable ?? [])).toEqual(['NOT_THIS_DIALECT']);
  });

  it('is cut with an error event', () => {
    const cutting = open().cut({ code: 'POLICY_DENIED', message: 'No.', requestId: 'r1', status: 403 });
    expect(textOf(cutting)).toBe(
      'event: error\ndata: {"type":"error","error":{"type":"permission_error","message":"POLICY_DENIED: No."},"request_id":"r1"}\n\n',
    );
  });
});
