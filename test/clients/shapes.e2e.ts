/** What the local provider says has the types that the vendors' own libraries declare, in the versions installed here. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { countTokens, messages } from '@sallyport/testkit/provider/anthropic/messages';
import type { SentEvent } from '@sallyport/testkit/provider/delivery';
import type { Endpoint } from '@sallyport/testkit/provider/endpoint';
import type { JsonObject } from '@sallyport/testkit/provider/json';
import { modelList } from '@sallyport/testkit/provider/models';
import { chat } from '@sallyport/testkit/provider/openai/chat';
import { completions } from '@sallyport/testkit/provider/openai/completions';
import { embeddings } from '@sallyport/testkit/provider/openai/embeddings';
import { responses } from '@sallyport/testkit/provider/openai/responses';
import type { Plan } from '@sallyport/testkit/provider/plan';
import { root } from '../harness/service-process.js';

/** The types of the libraries, with what the wire has and they leave out. */
const head = `import type OpenAI from 'openai';
import type Anthropic from '@anthropic-ai/sdk';
type Chat = OpenAI.ChatCompletion;
type ChatChunk = OpenAI.ChatCompletionChunk;
type Text = OpenAI.Completion;
type TextChunk = Omit<Text, 'choices'> & {
  choices: (Omit<OpenAI.CompletionChoice, 'finish_reason'> & { finish_reason: string | null })[];
};
type Whole = Omit<OpenAI.Responses.Response, 'output_text'> & { store: boolean };
type WithoutResponse<Event> = Event extends { response: unknown } ? Omit<Event, 'response'> : Event & { obfuscation?: string };
type Event = WithoutResponse<OpenAI.Responses.ResponseStreamEvent>;
type Message = Anthropic.Message;
type MessageEvent = Anthropic.RawMessageStreamEvent;
`;
const plans: readonly Plan[] = [
  { reasoning: 'Think of it.', text: 'Hello there, friend.', calls: [{ name: 'f', arguments: { a: 'b' } }] },
  { refusal: 'I would rather not.' },
];
const conversation = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };
const chats = {
  ...conversation,
  n: 2,
  logprobs: true,
  top_logprobs: 2,
  stream_options: { include_usage: true },
};
const texts = { model: 'm', prompt: ['a', 'b'], logprobs: 1, stream_options: { include_usage: true } };
const inputs = { model: 'm', input: 'Hi', include: ['message.output_text.logprobs'], top_logprobs: 1 };

/** Members that the APIs send as null where the libraries say that they are not there. */
const sentAsNull = new Set(['usage', 'user']);
const withoutNulls = (value: object): JsonObject =>
  JSON.parse(
    JSON.stringify(value, (name, inner: unknown) =>
      inner === null && sentAsNull.has(name) ? undefined : inner,
    ),
  ) as JsonObject;

const lines: string[] = [];
function sample(type: string, value: object): void {
  lines.push(`export const v${lines.length}: ${type} = ${JSON.stringify(withoutNulls(value))};`);
}
function eventsOf(endpoint: Endpoint, body: JsonObject, plan: Plan): readonly JsonObject[] {
  const events: readonly SentEvent[] = endpoint.streamed?.(body, plan) ?? [];
  return events.filter(({ data }) => data !== '[DONE]').map(({ data }) => JSON.parse(data) as JsonObject);
}

describe('the local provider', () => {
  it('answers in the types of openai and @anthropic-ai/sdk', () => {
    for (const plan of plans) {
      sample('Chat', chat.whole(chats, plan));
      for (const chunk of eventsOf(chat, chats, plan)) sample('ChatChunk', chunk);
      sample('Text', completions.whole(texts, plan));
      for (const chunk of eventsOf(completions, texts, plan)) sample('TextChunk', chunk);
      sample('Whole', responses.whole(inputs, plan));
      for (const { response, ...event } of eventsOf(responses, inputs, plan)) {
        if (response !== undefined) sample('Whole', response as object);
        sample('Event', event);
      }
      sample('Message', messages.whole({ ...conversation, max_tokens: 99 }, plan));
      for (const event of eventsOf(messages, { ...conversation, max_tokens: 99 }, plan))
        if (event['type'] !== 'ping') sample('MessageEvent', event);
    }
    sample('OpenAI.CreateEmbeddingResponse', embeddings.whole({ model: 'm', input: 'a' }, {}));
    sample('OpenAI.Model[]', modelList('openai')['data'] as object);
    sample('Anthropic.ModelInfo[]', modelList('anthropic')['data'] as object);
    sample('Anthropic.MessageTokensCount', countTokens.whole(conversation, {}));
    expect(lines.length).toBeGreaterThan(100);

    // Beneath the libraries, where they are found by their names.
    const folder = path.join(root, 'test/clients/node_modules/.shapes');
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, 'shapes.ts');
    writeFileSync(file, head + lines.join('\n'));
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
    });
    const problems = ts.getPreEmitDiagnostics(program).map(({ messageText, file: at, start }) => {
      const line =
        at === undefined || start === undefined ? -1 : at.getLineAndCharacterOfPosition(start).line;
      const text = line < 0 ? '' : (at?.text.split('\n')[line] ?? '').slice(0, 200);
      return `${ts.flattenDiagnosticMessageText(messageText, ' ')} — ${text}`;
    });
    expect(problems).toEqual([]);
  });
});
