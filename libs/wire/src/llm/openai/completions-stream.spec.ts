import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Relay, textsOf } from '../sse/fixtures/relay.js';
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
import { openCompletionsStream } from './completions-stream.js';

const chunk = (choice: object): Written => [
  '',
  {
    id: 'c1',
    object: 'text_completion',
    created: 1,
    model: 'm',
    choices: [{ logprobs: null, finish_reason: null, ...choice }],
  },
];

const stream = fc.tuple(pieces, pieces).map(([one, other]) => ({
  events: [
    ...one.map((text) => chunk({ index: 0, text })),
    ...other.map((text) => chunk({ index: 1, text })),
    chunk({ index: 0, text: '', finish_reason: 'stop' }),
    chunk({ index: 1, text: '.', finish_reason: 'length' }),
    ['', '[DONE]'] as Written,
  ],
  texts: { '0/text': one.join(''), '1/text': `${other.join('')}.` },
}));

const said = (bytes: Uint8Array) => {
  const texts: Record<string, string> = {};
  for (const { index, text } of dataOf(bytes).flatMap(
    ({ choices }) => choices as { index: number; text: string }[],
  )) {
    texts[`${index}/text`] = (texts[`${index}/text`] ?? '') + text;
  }
  return texts;
};

describe('the stream of a completion', () => {
  it('is read the same however it is cut, passes unchanged, and says the same where text was held back', () => {
    fc.assert(
      fc.property(stream, style, cuts, fc.nat({ max: 6 }), ({ events, texts }, how, at, count) => {
        const bytes = write(events, how);
        const relay = new Relay(openCompletionsStream());
        expect(textOf(relay.run(cut(bytes, at)))).toBe(textOf(bytes));
        expect(textsOf(relay.frames)).toEqual(texts);
        expect(said(new Relay(openCompletionsStream(), holding(count)).run([write(events)]))).toEqual(texts);
      }),
      { numRuns: 200 },
    );
  });

  it('changes every text there is', () => {
    const logprobs = { tokens: ['ab'], token_logprobs: [-1], top_logprobs: [{ ab: -1 }], text_offset: [0] };
    const sent = textOf(
      new Relay(openCompletionsStream(), shouting).run([
        write([
          chunk({ index: 0, text: 'ab', logprobs, content_filter: { note: 'ab' } }),
          ['', { error: { message: 'ab' } }],
        ]),
      ]),
    );
    expect(sent).not.toContain('ab');
    expect(sent).toContain(
      '"logprobs":{"tokens":["AB"],"token_logprobs":[-1],"top_logprobs":[],"text_offset":[0]}',
    );
  });

  it('tells the chunk that is there for usage alone, and ends with an error where it is cut', () => {
    const reader = openCompletionsStream();
    const [frame] = reader.feed(
      write([['', { id: 'c1', choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } }]]),
    );
    expect(frame?.isUsageOnly).toBe(true);
    expect(frame?.usage).toMatchObject({ inputTokens: 1, outputTokens: 2 });
    const cutting = reader.cut({ code: 'POLICY_DENIED', message: 'No.', requestId: 'r', status: 403 });
    expect(dataOf(cutting)).toMatchObject([{ error: { code: 'POLICY_DENIED' } }]);
  });
});
