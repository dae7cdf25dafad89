import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '@sallyport/wire/plain/plain';
import { cut, cuts, style, write, type Written } from '@sallyport/wire/llm/sse/fixtures/streams';
import { planWith, readThrough, rulesFor, verdict } from './fixtures/reading.js';
import { toldStreams } from './fixtures/told-streams.js';

const mail = 'ann.smith@example.com';
const plan = planWith({ email: 'redact' });
const dialects = [...new Set(Object.values(toldStreams).map(({ dialect }) => dialect)), plain];

/** Names and types of every dialect, put together as no service would. Under some names are words of the protocol alone. */
const names = fc.constantFrom(
  ...[
    'choices',
    'delta',
    'content',
    'tool_calls',
    'function',
    'arguments',
    'logprobs',
    'usage',
    'error',
    'text',
  ],
  ...[
    'response',
    'output',
    'item',
    'part',
    'content_block',
    'input',
    'message',
    'messages',
    'tool_call_chunks',
  ],
  ...['args', 'event', 'params', 'summary', 'x'],
);
const ownNames = fc.constantFrom(
  'id',
  'name',
  'type',
  'role',
  'data',
  'run_id',
  'index',
  'output_index',
  'finish_reason',
);
const ownWords = fc.constantFrom(
  ...['response.output_text.delta', 'response.output_item.done', 'response.completed', 'content_block_start'],
  ...[
    'content_block_delta',
    'content_block_stop',
    'message_stop',
    'messages/partial',
    'values',
    'end',
    'error',
  ],
  ...['function_call', 'tool_use', 'ai', 'AIMessageChunk', 'call_1', 'stop', ''],
);
const words = fc.oneof(ownWords, fc.constantFrom('{}', '{"a":', mail, 'ann.smith', '@example.com', 'é'));
const own = fc.dictionary(ownNames, fc.oneof(ownWords, fc.constantFrom(null, 0, 1)), { maxKeys: 3 });
const { value } = fc.letrec<{ value: unknown; object: object }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(words, fc.constantFrom(null, true, 0, 1, -1, 1.5)),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc
    .tuple(fc.dictionary(names, tie('value'), { maxKeys: 4 }), own)
    .map(([others, ofProtocol]) => ({ ...others, ...ofProtocol })),
}));
const object = fc.dictionary(names, value, { maxKeys: 5 });
const event = fc
  .tuple(ownWords, object, own)
  .map(([name, data, more]): Written => [name, { ...data, ...more }]);

const stream = fc.tuple(fc.array(event, { maxLength: 5 }), style).map(([events, as]) => write(events, as));
const body = fc.oneof(
  { weight: 4, arbitrary: stream },
  object.map((data) => Buffer.from(JSON.stringify(data))),
  fc.uint8Array({ maxLength: 40 }),
  words.map((word) => Buffer.from(word)),
);
const head = fc.record({
  status: fc.constantFrom(200, 206, 404, 500),
  contentType: fc.constantFrom(
    ...['text/event-stream', 'application/json', 'text/plain', 'text/html; charset=latin1', 'image/png', ''],
    'application/json; charset=utf-16',
  ),
});

describe.each(dialects.map((dialect) => [dialect.name, dialect] as const))(
  'an answer to %s',
  (_, dialect) => {
    it('is borne whatever it is, the same however it is cut', () => {
      const asked = fc.record({
        judges: fc.boolean(),
        holds: fc.boolean(),
        binds: fc.boolean(),
        streams: fc.boolean(),
      });
      fc.assert(
        fc.property(body, head, asked, cuts, (bytes, at, { judges, holds, binds, streams }, places) => {
          const rules = rulesFor(dialect, {
            plan: binds ? plan : planWith({}),
            isBinding: binds,
            judgeCall: judges && binds ? ({ name }) => verdict(name === 'ai' ? 'deny' : 'allow') : undefined,
            judgeAnswer: judges ? () => verdict('allow') : undefined,
            holdsWhole: holds && binds,
            operation: { ...rulesFor(dialect).operation, isStreaming: streams },
          });
          const whole = readThrough(rules, at, [bytes]);
          if (!binds && whole.stopped === undefined) expect(whole.client).toBe(Buffer.from(bytes).toString());
          // Where a body stops being text depends on what came with it; what was let through until then does not matter.
          if (dialect !== plain) expect(readThrough(rules, at, cut(bytes, places))).toEqual(whole);
        }),
        { numRuns: 300 },
      );
    });
  },
);
