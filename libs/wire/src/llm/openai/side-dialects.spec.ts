import { describe, expect, it } from 'vitest';
import type { Dialect, Target } from '../dialect.js';
import {
  bytesOf,
  expectNothingHides,
  expectUnchanged,
  readOrThrow,
  texts,
  valueOf,
} from '../fixtures/expect-faithful.js';
import { openaiCompletions } from './completions.js';
import { openaiEmbeddings } from './embeddings.js';
import { openaiModels } from './models.js';

const at = (path: string, method = 'POST'): Target => ({ method, path, query: '' });
const request = (dialect: Dialect, path: string, value: unknown) =>
  readOrThrow(dialect.readRequest(at(path), bytesOf(value), 'application/json'));

describe('completions', () => {
  const path = '/v1/completions';
  const ask = (value: unknown) => request(openaiCompletions, path, value);
  const answered = {
    id: 'cmpl-uqkvlQyYK7bGYrRHQ0eXlWi7',
    object: 'text_completion',
    created: 1589478378,
    model: 'gpt-3.5-turbo-instruct',
    choices: [
      {
        text: 'Call Ann.',
        index: 0,
        finish_reason: 'length',
        logprobs: {
          tokens: ['Call', ' Ann', '.'],
          token_logprobs: [0, 0, 0],
          top_logprobs: [{ Call: 0 }],
          text_offset: [0, 4, 8],
        },
      },
    ],
    usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 },
  };
  const readAnswer = (body: Uint8Array) => openaiCompletions.readAnswer(ask({}).operation, body, '');

  it.each([
    ['a text', 'Say hi', ['user: Say hi']],
    ['texts', ['One', 'Two'], ['user: One', 'user: Two']],
    ['token ids', [1212, 318], []],
    ['lists of token ids', [[1212], [318]], []],
  ])('are asked with %s', (_, prompt, expected) => {
    expect(texts(ask({ model: 'm', prompt }).operation)).toEqual(expected);
  });

  it('are read whole', () => {
    const value = {
      model: 'gpt-3.5-turbo-instruct',
      prompt: 'a',
      suffix: 'b',
      stop: '\n',
      user: 'u',
      n: 3,
      max_tokens: 9,
      stream: true,
    };
    const document = ask(value);
    expect(texts(document.operation)).toEqual(['user: a', 'user: b', 'metadata: \n', 'metadata: u']);
    expect(document.operation).toMatchObject({
      kind: 'completion',
      model: 'gpt-3.5-turbo-instruct',
      choices: 3,
      outputTokensMax: 9,
      isStreaming: true,
    });
    expect(valueOf(document.apply([{ kind: 'ask-usage' }]))).toEqual({
      ...value,
      stream_options: { include_usage: true },
    });
  });

  it('are answered with text, which takes its tokens along when it changes', () => {
    const document = readOrThrow(readAnswer(bytesOf(answered)));
    expect(texts(document.operation)).toEqual(['assistant: Call Ann.']);
    expect(document.usage).toMatchObject({ inputTokens: 5, outputTokens: 7 });
    expect(valueOf(document.apply([{ kind: 'text', span: 0, text: 'x' }]))).toMatchObject({
      choices: [{ text: 'x', logprobs: null }],
    });
  });

  it('hide and change nothing', () => {
    const body = bytesOf({
      model: 'm',
      prompt: ['a', 'b'],
      suffix: 'c',
      logit_bias: { '50256': -100 },
      extra: { a: 'b' },
    });
    const read = (bytes: Uint8Array) => openaiCompletions.readRequest(at(path), bytes, '');
    expectUnchanged(read, body);
    expectNothingHides(read, body, () => false);
    expectUnchanged(readAnswer, bytesOf(answered));
    expectNothingHides(readAnswer, bytesOf(answered), (string) => string.path.includes('logprobs'));
  });
});

describe('embeddings', () => {
  const path = '/v1/embeddings';
  const ask = (value: unknown) => request(openaiEmbeddings, path, value);
  const base64 = Buffer.from(new Float32Array(32).fill(0.25).buffer).toString('base64');

  it.each([
    ['a text', 'Cats', ['document: Cats'], 1],
    ['texts', ['Cats', 'Dogs'], ['document: Cats', 'document: Dogs'], 2],
    ['token ids', [1, 2, 3], [], 1],
    ['lists of token ids', [[1], [2], [3]], [], 3],
  ])('are asked of %s', (_, input, expected, items) => {
    const { operation } = ask({ model: 'text-embedding-3-small', input, encoding_format: 'base64' });
    expect(texts(operation)).toEqual(expected);
    expect(operation).toMatchObject({ kind: 'embedding', model: 'text-embedding-3-small', items });
  });

  it('take the model from an Azure path', () => {
    expect(
      request(openaiEmbeddings, '/openai/deployments/embed-3/embeddings', { input: 'a' }).operation.model,
    ).toBe('embed-3');
  });

  it.each([[{ model: 'm' }], [{ input: {} }], [{ input: null }]])('are not asked with %j', (value) => {
    expect(openaiEmbeddings.readRequest(at(path), bytesOf(value), '')).toMatchObject({
      reason: 'NOT_THIS_DIALECT',
      where: '/input',
    });
  });

  it.each([
    ['numbers', [0.1, -0.2]],
    ['base64', base64],
  ])('come as %s', (_, embedding) => {
    const value = {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding }],
      model: 'text-embedding-3-small',
      usage: { prompt_tokens: 8, total_tokens: 8 },
    };
    const document = readOrThrow(
      openaiEmbeddings.readAnswer(ask({ input: 'a' }).operation, bytesOf(value), ''),
    );
    expect(document.operation.spans).toEqual([]);
    expect(document.usage).toMatchObject({ inputTokens: 8, outputTokens: undefined });
    expectNothingHides(
      (bytes) => openaiEmbeddings.readAnswer(ask({ input: 'a' }).operation, bytes, ''),
      bytesOf(value),
      () => false,
    );
  });
});

describe('models', () => {
  it.each([
    ['GET', '/v1/models', true, ''],
    ['GET', '/v1/models/gpt-4o', true, 'gpt-4o'],
    ['DELETE', '/models/ft:Gpt:Acme', true, 'ft:Gpt:Acme'],
    ['POST', '/v1/models', false, ''],
    ['GET', '/v1/modelsx', false, ''],
  ])('%s %s: %s', (method, path, expected, model) => {
    expect(openaiModels.claims(at(path, method))).toBe(expected);
    if (expected) {
      const document = readOrThrow(openaiModels.readRequest(at(path, method), new Uint8Array(), ''));
      expect(document.operation).toMatchObject({ kind: 'models', model });
    }
  });

  it('are listed', () => {
    const { operation } = readOrThrow(
      openaiModels.readRequest(at('/v1/models', 'GET'), new Uint8Array(), ''),
    );
    const value = {
      object: 'list',
      data: [{ id: 'gpt-4o', object: 'model', created: 1686935002, owned_by: 'openai', secret: 'x' }],
    };
    const document = readOrThrow(openaiModels.readAnswer(operation, bytesOf(value), ''));
    expect(texts(document.operation)).toEqual(['metadata: <secret>', 'metadata: x']);
    expect(openaiModels.readAnswer(operation, bytesOf({ error: {} }), '')).toMatchObject({
      reason: 'NOT_THIS_DIALECT',
    });
  });
});
