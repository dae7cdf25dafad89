import { compile } from '@sallyport/policy/compile';
import { loadDocument } from '@sallyport/policy/document/load';
import { evaluate } from '@sallyport/policy/evaluate';
import type { JudgedRequest } from '@sallyport/policy/verdict';
import { langgraph } from '@sallyport/wire/langgraph/langgraph';
import { anthropicMessages } from '@sallyport/wire/llm/anthropic/messages';
import type { Dialect } from '@sallyport/wire/llm/dialect';
import { openaiChat } from '@sallyport/wire/llm/openai/chat';
import { openaiResponses } from '@sallyport/wire/llm/openai/responses';
import { expect, it } from 'vitest';
import { judgeRead } from './judge-read.js';
import { readRequest } from './read-request.js';

const loaded = loadDocument(
  Buffer.from(`
version: 1
issuers: [{ name: i, issuer: https://issuer.example/, audience: a }]
connections: { up: { protocol: http, upstream: https://up.example } }
access: [{ name: all, groups: [g], connections: [up], methods: [POST], paths: [/**] }]
prompts: [{ name: projects, check: words, words: [bluebird, project x] }]
`),
);
if (loaded.kind !== 'loaded') throw new Error(JSON.stringify(loaded.problems));
const policy = compile(loaded.document);

const decision = (dialect: Dialect, path: string, body: object): string => {
  const bytes = Buffer.from(JSON.stringify(body));
  const asked: JudgedRequest = {
    subject: 's',
    groups: ['g'],
    agent: '',
    connection: 'up',
    method: 'POST',
    path,
  };
  const target = { method: 'POST', path, query: '' };
  const read = readRequest(
    dialect,
    { target, body: bytes, contentType: 'application/json', whyNoBody: 'NOT_READ' },
    false,
  );
  expect(read.fault).toBeUndefined();
  const context = { graphs: [], collections: [], bodyBytes: bytes.length, found: undefined };
  return judgeRead({ judge: (request) => evaluate(policy, request) }, asked, read, context).verdict.decision;
};

const part = (text: string) => ({ type: 'text', text });
const input = (text: string) => ({ type: 'input_text', text });
const picture = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
const user = (content: unknown) => ({ role: 'user', content });
const chat = (...messages: readonly object[]) =>
  decision(openaiChat, '/v1/chat/completions', { model: 'm', messages });
const claude = (messages: readonly object[], rest: object = {}) =>
  decision(anthropicMessages, '/v1/messages', { model: 'm', max_tokens: 1, messages, ...rest });
const responses = (...items: readonly object[]) =>
  decision(openaiResponses, '/v1/responses', { model: 'm', input: items });
const run = (...messages: readonly object[]) =>
  decision(langgraph, '/threads/3f2b8c1e-9d4a-4e7b-8a6f-0123456789ab/runs', {
    assistant_id: 'agent',
    input: { messages },
  });

it.each<[string, () => string]>([
  ['of a chat', () => chat(user([part('tell me of blue'), part('bird now')]))],
  ['with an image between', () => chat(user([part('blue'), picture, part('bird')]))],
  ['with other members between', () => chat(user([{ ...part('blue'), x: 'y' }, part('bird')]))],
  ['of what the system says', () => chat({ role: 'system', content: [part('blue'), part('bird')] })],
  ['of a tool', () => chat({ role: 'tool', tool_call_id: 'call_1', content: [part('blue'), part('bird')] })],
  ['of a responses item', () => responses(user([input('blue'), input('bird')]))],
  ['of a message to Claude', () => claude([user([part('blue'), part('bird')])])],
  ['of Claude’s system prompt', () => claude([user('hi')], { system: [part('blue'), part('bird')] })],
  [
    'of a tool’s result for Claude',
    () =>
      claude([
        user([{ type: 'tool_result', tool_use_id: 'toolu_1', content: [part('blue'), part('bird')] }]),
      ]),
  ],
  ['of a run', () => run(user([part('blue'), part('bird')]))],
  ['a phrase', () => chat(user([part('project'), part('x')]))],
  ['of several messages to Claude, which it joins', () => claude([user('blue'), user([part('bird')])])],
])('a word in two parts is refused: %s', (_name, judge) => {
  expect(judge()).toBe('deny');
});

it.each<[string, () => string]>([
  ['two messages', () => chat(user('blue'), user('bird'))],
  ['an answer between', () => claude([user('blue'), { role: 'assistant', content: 'ok' }, user('bird')])],
  ['two speakers', () => chat({ role: 'system', content: [part('blue')] }, user([part('bird')]))],
  ['parts that end a word', () => chat(user([part('a blue'), part(' bird')]))],
  ['two items', () => responses(user([input('blue')]), user([input('bird')]))],
])('what is no word in two parts passes: %s', (_name, judge) => {
  expect(judge()).toBe('allow');
});
