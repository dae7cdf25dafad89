import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { langgraph } from './langgraph/langgraph.js';
import { anthropicMessages } from './llm/anthropic/messages.js';
import type { Change, Dialect, ReadDocument } from './llm/dialect.js';
import { emptyOperation } from './llm/empty-operation.js';
import type { JsonPath, Unreadable } from './llm/operation.js';
import { openaiChat } from './llm/openai/chat.js';
import { openaiCompletions } from './llm/openai/completions.js';
import { openaiEmbeddings } from './llm/openai/embeddings.js';
import { openaiResponses } from './llm/openai/responses.js';
import { plain } from './plain/plain.js';
import { chroma } from './vector/chroma/chroma.js';
import { qdrant } from './vector/qdrant/qdrant.js';

const card = 4111111111111111;
const collection = '/api/v2/tenants/t/databases/d/collections/c';

const readOrThrow = (read: ReadDocument | Unreadable): ReadDocument => {
  if (read.kind === 'unreadable') throw new Error(`${read.reason} at ${read.where}`);
  return read;
};
const request = (dialect: Dialect, path: string, body: string, method = 'POST') =>
  readOrThrow(dialect.readRequest({ method, path, query: '' }, Buffer.from(body), 'application/json'));
const answer = (dialect: Dialect, body: unknown) =>
  readOrThrow(
    dialect.readAnswer(
      emptyOperation(dialect.name, 'chat'),
      Buffer.from(JSON.stringify(body)),
      'application/json',
    ),
  );
/** Position, place and text of each number that is one. */
const numbers = ({ operation }: ReadDocument): string[] =>
  operation.spans
    .filter(({ isNumber }) => isNumber === true)
    .map(({ position, path, text }) => `${position} /${path.join('/')} ${text}`);
const numbersOf = (dialect: Dialect, path: string, body: unknown, method = 'POST') =>
  numbers(request(dialect, path, JSON.stringify(body), method));
const written = (document: ReadDocument, changes: readonly Change[]) =>
  Buffer.from(document.apply(changes)).toString();

/** The value with the text at each of the places. */
function withText(value: unknown, path: JsonPath, ways: ReadonlySet<string>, text: string): unknown {
  if (ways.has(JSON.stringify(path))) return text;
  if (Array.isArray(value))
    return value.map((element, index) => withText(element, [...path, index], ways, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withText(inner, [...path, name], ways, text)]),
  );
}

describe('long numbers are texts', () => {
  it('anywhere in plain JSON, with the name of their member', () => {
    const body = `{"ssn":536904399,"cardNumber":${card},"short":999999,"in":[-1234567.5e+3,{"a":12345678901234567890}]}`;
    const document = request(plain, '/x', body);
    expect(numbers(document)).toEqual([
      'document /ssn 536904399',
      `document /cardNumber ${card}`,
      'document /in/0 -1234567.5e+3',
      'document /in/1/a 12345678901234567890',
    ]);
    expect(document.operation.spans.map(({ key }) => key)).toEqual(['ssn', 'cardNumber', '', 'a']);
    expect(numbers(request(plain, '/x', String(card)))).toEqual([`document / ${card}`]);
  });

  it('in a chat: in members nobody documented, in contents, metadata and schemas', () => {
    const body = {
      model: 'm',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'x', note: card }], name: card }],
      metadata: { card },
      user: card,
      tools: [
        { type: 'function', function: { name: 'f', parameters: { properties: { a: { const: card } } } } },
      ],
      x_card: card,
    };
    expect(numbersOf(openaiChat, '/v1/chat/completions', body)).toEqual([
      `metadata /messages/0/content/0/note ${card}`,
      `metadata /messages/0/name ${card}`,
      `metadata /metadata/card ${card}`,
      `metadata /user ${card}`,
      `tool-definition /tools/0/function/parameters/properties/a/const ${card}`,
      `metadata /x_card ${card}`,
    ]);
  });

  it('where an id should stand', () => {
    const body = { model: 'm', messages: [{ role: 'tool', tool_call_id: card, content: 'x' }] };
    expect(numbersOf(openaiChat, '/v1/chat/completions', body)).toEqual([
      `metadata /messages/0/tool_call_id ${card}`,
    ]);
  });

  it('in responses, completions and messages', () => {
    const output = { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'x', value: card }] };
    const responses = { model: 'm', input: [output], prompt: { id: 'pmpt_1', variables: { card } } };
    expect(numbersOf(openaiResponses, '/v1/responses', responses)).toEqual([
      `tool-result /input/0/output/0/value ${card}`,
      `user /prompt/variables/card ${card}`,
    ]);
    expect(numbersOf(openaiCompletions, '/v1/completions', { model: 'm', prompt: card })).toEqual([
      `user /prompt ${card}`,
    ]);
    const use = { type: 'tool_use', id: 'toolu_1', name: 'pay', input: { card, tries: 3 } };
    const messages = { model: 'm', max_tokens: 10000000, messages: [{ role: 'assistant', content: [use] }] };
    expect(numbersOf(anthropicMessages, '/v1/messages', messages)).toEqual([
      `tool-call /messages/0/content/0/input/card ${card}`,
    ]);
    const said = { type: 'message', role: 'assistant', model: 'm', content: [use], usage: { x: 12345678 } };
    expect(numbers(answer(anthropicMessages, said))).toEqual([`tool-call /content/0/input/card ${card}`]);
  });

  it('in the input of a graph, its configuration and its answers', () => {
    const call = { id: 'call_1', name: 'pay', args: { card } };
    const body = {
      assistant_id: 'agent',
      input: { ssn: 536904399, messages: [{ role: 'ai', content: '', tool_calls: [call] }] },
      config: { configurable: { card } },
    };
    expect(numbersOf(langgraph, '/runs/wait', body)).toEqual([
      'user /input/ssn 536904399',
      `tool-call /input/messages/0/tool_calls/0/args/card ${card}`,
      `metadata /config/configurable/card ${card}`,
    ]);
    const message = { type: 'ai', content: 'x', response_metadata: { total_duration: 5191566416 } };
    expect(numbers(answer(langgraph, { card, messages: [message] }))).toEqual([`state /card ${card}`]);
  });

  it('in the metadata of vector stores', () => {
    const add = { ids: ['a'], documents: ['x'], embeddings: [[0.12345678, 0.2]], metadatas: [{ card }] };
    expect(numbersOf(chroma, `${collection}/add`, add)).toEqual([`metadata /metadatas/0/card ${card}`]);
    const point = { id: 1, vector: [0.12345678, 0.2], payload: { card, text: card } };
    expect(numbersOf(qdrant, '/collections/notes/points', { points: [point] }, 'PUT')).toEqual([
      `metadata /points/0/payload/card ${card}`,
      `document /points/0/payload/text ${card}`,
    ]);
    const filter = { must: [{ key: 'card', match: { value: card } }] };
    expect(numbersOf(qdrant, '/collections/notes/points/delete', { filter })).toEqual([
      `query /filter/must/0/match/value ${card}`,
    ]);
  });
});

describe('numbers of the service are none', () => {
  it('settings, counts, times, probabilities', () => {
    const body = {
      model: 'm',
      messages: [],
      max_tokens: 100000000,
      seed: card,
      temperature: 0.123456789,
      logit_bias: { '50256': -0.12345678 },
    };
    expect(numbersOf(openaiChat, '/v1/chat/completions', body)).toEqual([]);
    const token = { token: 'x', logprob: -0.123456789, bytes: [120], top_logprobs: [] };
    const said = {
      created: 1732230000,
      choices: [{ index: 0, message: { role: 'assistant', content: 'x' }, logprobs: { content: [token] } }],
      usage: { prompt_tokens: 12345678, queue_time: 0.018274123, details: { spent: 0.018274123 } },
    };
    expect(numbers(answer(openaiChat, said))).toEqual([]);
  });

  it('token ids, vectors and how near they are', () => {
    const input = [1234, 12345, 123456, 199999];
    expect(numbersOf(openaiEmbeddings, '/v1/embeddings', { model: 'm', input })).toEqual([]);
    const data = [{ object: 'embedding', index: 0, embedding: [0.12345678, 0.2] }];
    expect(numbers(answer(openaiEmbeddings, { data }))).toEqual([]);
    expect(numbers(answer(chroma, { ids: [['a']], distances: [[0.123456789]] }))).toEqual([]);
    const found = { id: 1, version: 12345678, score: 0.123456789, vector: { a: [0.12345678] } };
    expect(numbers(answer(qdrant, { result: [found], time: 0.000123456 }))).toEqual([]);
    expect(numbersOf(plain, '/x', { vector: [0.12345678, 1, 2, 3, { card }] })).toEqual([
      `document /vector/4/card ${card}`,
    ]);
  });

  it('but a list of cards is no vector', () => {
    const cards = [card, card + 1, card + 2, card + 3];
    expect(numbersOf(plain, '/x', { cards })).toHaveLength(4);
  });

  it('the count of a command', () => {
    const body = { id: 1732230000000, method: 'run.start', params: { input: { card } } };
    expect(numbersOf(langgraph, '/threads/t/commands', body)).toEqual([`user /params/input/card ${card}`]);
  });
});

describe('changes', () => {
  it('put a string in the place of a number, and touch nothing else', () => {
    const body = `{ "n": 1.50e3, "a" : ${card} ,"b":-12345678.0}`;
    const document = request(plain, '/x', body);
    expect(written(document, [{ kind: 'text', span: 0, text: '[CARD]"\n' }])).toBe(
      '{ "n": 1.50e3, "a" : "[CARD]\\"\\n" ,"b":-12345678.0}',
    );
    const chat = request(openaiChat, '/v1/chat/completions', `{"messages":[], "x_card": ${card} ,"seed":7}`);
    const span = chat.operation.spans.findIndex(({ isNumber }) => isNumber === true);
    expect(written(chat, [{ kind: 'text', span, text: '9' }])).toBe(
      '{"messages":[], "x_card": "9" ,"seed":7}',
    );
  });

  const long = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      long,
      fc.string(),
      fc.array(tie('value'), { maxLength: 5 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
    ),
  })).value;
  const places: readonly (readonly [Dialect, string, (inner: unknown) => unknown])[] = [
    [plain, '/x', (inner) => inner],
    [
      openaiChat,
      '/v1/chat/completions',
      (inner) => ({ model: 'm', messages: [], x: inner, metadata: inner }),
    ],
    [anthropicMessages, '/v1/messages', (inner) => ({ model: 'm', max_tokens: 1, messages: [], x: inner })],
    [langgraph, '/runs', (inner) => ({ assistant_id: 'a', input: inner })],
    [chroma, `${collection}/add`, (inner) => ({ ids: ['a'], metadatas: [{ inner }] })],
  ];

  it('keep the bytes of what is not changed, and make strings of what is', () => {
    fc.assert(
      fc.property(
        value,
        fc.constantFrom(...places),
        fc.string({ unit: 'grapheme' }),
        (inner, place, text) => {
          const [dialect, path, around] = place;
          const body = JSON.stringify(around(inner));
          const document = request(dialect, path, body);
          const { spans } = document.operation;
          const same = spans.map((span, at): Change => ({ kind: 'text', span: at, text: span.text }));
          expect(written(document, same)).toBe(body);
          const changes = spans.flatMap(({ isNumber }, span): Change[] =>
            isNumber === true ? [{ kind: 'text', span, text: `~${text}` }] : [],
          );
          const changed: unknown = JSON.parse(written(document, changes));
          const ways = new Set(
            spans.filter(({ isNumber }) => isNumber === true).map(({ path: way }) => JSON.stringify(way)),
          );
          expect(changed).toEqual(withText(JSON.parse(body), [], ways, `~${text}`.toWellFormed()));
        },
      ),
      { numRuns: 300 },
    );
  });
});
