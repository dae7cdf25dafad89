import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from './json.js';
import { startProvider, type Provider } from './provider.js';

const key = 'the-key';
let provider: Provider;
beforeEach(async () => {
  provider = await startProvider({ port: 0, apiKey: key, controlPort: 0 });
});
afterEach(() => provider.stop());

const anthropicHeaders = { 'x-api-key': key, 'anthropic-version': '2023-06-01' };
async function post(path: string, body: object, headers?: Record<string, string>): Promise<Response> {
  return fetch(provider.url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: headers ?? { authorization: `Bearer ${key}` },
  });
}
/** The data of every event of a stream, parsed where it is JSON. */
function eventsOf(text: string): readonly Record<string, unknown>[] {
  return text
    .split(/\r?\n\r?\n/)
    .map((frame) => /^data: (.*)$/m.exec(frame)?.[1] ?? '')
    .filter((data) => data !== '' && data !== '[DONE]')
    .map((data) => JSON.parse(data) as Record<string, unknown>);
}
const user = (content: string): object => ({ model: 'demo-small', messages: [{ role: 'user', content }] });
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer' }, unit: { enum: ['C', 'F'] } },
    },
  },
};

describe('chat completions', () => {
  it('stream the whole answer for every choice, with usage only where it was asked for', async () => {
    const asked = { ...user('Grüße 👋 there'), n: 2, logprobs: true, stream: true };
    const plain = await (await post('/v1/chat/completions', asked)).text();
    expect(plain).not.toContain('usage');
    expect(plain.endsWith('data: [DONE]\n\n')).toBe(true);
    const said = ['', ''];
    for (const event of eventsOf(plain)) {
      for (const choice of event['choices'] as { index: number; delta: { content?: string } }[])
        said[choice.index] = (said[choice.index] ?? '') + (choice.delta.content ?? '');
    }
    expect(said[0]).toContain('Grüße 👋 there');
    expect(said[1]).toBe(`${said[0] ?? ''} (choice 2)`);
    const whole = (await (await post('/v1/chat/completions', { ...asked, stream: false })).json()) as {
      choices: { message: { content: string } }[];
    };
    expect(whole.choices.map((choice) => choice.message.content)).toEqual(said);
    const counted = await post('/v1/chat/completions', { ...asked, stream_options: { include_usage: true } });
    const last = eventsOf(await counted.text()).at(-1);
    expect(eventsOf(plain)[1]).toHaveProperty('obfuscation');
    const bare = await post('/v1/chat/completions', {
      ...asked,
      stream_options: { include_obfuscation: false },
    });
    expect(eventsOf(await bare.text())[1]).not.toHaveProperty('obfuscation');
    expect(last).toMatchObject({ choices: [], usage: { prompt_tokens: 3 } });
  });

  it('call the tools that the prompt names, in fragments by index, and use what they return', async () => {
    const other = { type: 'function', function: { name: 'clock', parameters: {} } };
    const asked = { ...user('weather and clock for 3 days'), tools: [weather, other] };
    const text = await (await post('/v1/chat/completions', { ...asked, stream: true })).text();
    const calls: { name: string; arguments: string }[] = [];
    for (const event of eventsOf(text)) {
      const [choice] = event['choices'] as {
        delta: { tool_calls?: { index: number; function: { name?: string; arguments: string } }[] };
      }[];
      for (const { index, function: part } of choice?.delta.tool_calls ?? []) {
        calls[index] ??= { name: part.name ?? '', arguments: '' };
        calls[index].arguments += part.arguments;
      }
    }
    expect(calls.map((call) => call.name)).toEqual(['weather', 'clock']);
    expect(JSON.parse(calls[0]?.arguments ?? '')).toEqual({
      city: 'weather and clock for 3 days',
      days: 3,
      unit: 'C',
    });
    const after = { ...asked, messages: [{ role: 'tool', tool_call_id: 'a', content: 'sunny' }] };
    expect(await (await post('/v1/chat/completions', after)).text()).toContain('sunny');
  });

  it('obey the schema of structured output', async () => {
    const schema = {
      type: 'object',
      properties: { name: { $ref: '#/$defs/text' }, age: { type: ['integer', 'null'], minimum: 18 } },
      $defs: { text: { type: 'string', maxLength: 5 } },
    };
    const format = { type: 'json_schema', json_schema: { name: 'person', schema } };
    const response = await post('/v1/chat/completions', { ...user('Ada Lovelace'), response_format: format });
    const { choices } = (await response.json()) as { choices: [{ message: { content: string } }] };
    expect(JSON.parse(choices[0].message.content)).toEqual({ name: 'Ada L', age: 18 });
  });
});

describe('the other APIs', () => {
  it('responses number their events and end with the whole', async () => {
    const asked = { model: 'm', input: 'Hello', reasoning: { effort: 'low' }, stream: true };
    const events = eventsOf(await (await post('/v1/responses', asked)).text());
    expect(events.map((event) => event['sequence_number'])).toEqual(events.map((_, at) => at));
    const done = events.at(-1) as { type: string; response: { id: string; output: { type: string }[] } };
    expect(done.type).toBe('response.completed');
    expect(done.response.output.map((item) => item.type)).toEqual(['reasoning', 'message']);
    const next = { model: 'm', input: 'And?', previous_response_id: done.response.id };
    expect((await post('/v1/responses', next)).status).toBe(200);
    expect((await post('/v1/responses', { ...next, previous_response_id: 'resp_0' })).status).toBe(400);
  });

  it('messages stream thinking, words and calls as blocks', async () => {
    const asked = {
      ...user('weather'),
      max_tokens: 100,
      stream: true,
      thinking: { type: 'enabled', budget_tokens: 1024 },
      tools: [{ name: 'weather', input_schema: weather.function.parameters }],
    };
    const events = eventsOf(await (await post('/v1/messages', asked, anthropicHeaders)).text());
    const types = events.map((event) => event['type']);
    expect([types[0], types[2], types.at(-2), types.at(-1)]).toEqual([
      'message_start',
      'ping',
      'message_delta',
      'message_stop',
    ]);
    const deltas = events.map((event) => event['delta'] as { partial_json?: string } | undefined);
    expect(JSON.parse(deltas.map((delta) => delta?.partial_json ?? '').join(''))).toMatchObject({
      city: 'weather',
    });
    expect(events.at(-2)).toMatchObject({ delta: { stop_reason: 'tool_use' } });
    const count = await post('/v1/messages/count_tokens', user('one two'), anthropicHeaders);
    expect(await count.json()).toMatchObject({ input_tokens: expect.any(Number) as number });
  });

  it('embeddings are the same numbers, as floats and as base64', async () => {
    const asked = { model: 'm', input: ['a', 'b'], dimensions: 20 };
    const vectors = async (more: object): Promise<unknown[]> => {
      const { data } = (await (await post('/v1/embeddings', { ...asked, ...more })).json()) as {
        data: { embedding: unknown }[];
      };
      return data.map((row) => row.embedding);
    };
    const floats = (await vectors({})) as number[][];
    const bytes = Buffer.from(String((await vectors({ encoding_format: 'base64' }))[1]), 'base64');
    expect(Array.from({ length: 20 }, (_, at) => bytes.readFloatLE(at * 4))).toEqual(floats[1]);
  });

  it('Azure names the model in the path and the key in its own header', async () => {
    const path = '/openai/deployments/gpt-x/chat/completions?api-version=2024-10-21';
    const answer = await post(path, { messages: [{ role: 'user', content: 'Hi' }] }, { 'api-key': key });
    expect(await answer.json()).toMatchObject({ model: 'gpt-x', prompt_filter_results: [{}] });
    const asked = { messages: [{ role: 'user', content: 'Hi' }], stream: true };
    const [first, second] = eventsOf(await (await post(path, asked, { 'api-key': key })).text());
    expect([first, second]).toMatchObject([
      { choices: [], prompt_filter_results: [{}] },
      { model: 'gpt-x', choices: [{ content_filter_results: {} }] },
    ]);
    expect(await (await post(path, {}, { 'api-key': 'x' })).json()).toMatchObject({ error: { code: '401' } });
  });

  it('refuse in their own words', async () => {
    const openai = await post('/v1/chat/completions', user('Hi'), { authorization: 'Bearer other' });
    expect([openai.status, await openai.json()]).toMatchObject([
      401,
      { error: { code: 'invalid_api_key', param: null } },
    ]);
    const bad = await post('/v1/messages', user('Hi'), anthropicHeaders);
    expect([bad.status, await bad.json()]).toMatchObject([
      400,
      { type: 'error', error: { type: 'invalid_request_error', message: 'max_tokens: Field required' } },
    ]);
    expect((await post('/v1/nothing', {})).status).toBe(404);
  });
});

describe('what tests set', () => {
  it('bytes arrive split anywhere, with comments and other line ends, and are the same stream', async () => {
    const asked = { ...user('Grüße 👋'), stream: true };
    const plain = eventsOf(await (await post('/v1/chat/completions', asked)).text());
    provider.script({ delivery: { bytesPerWrite: 3, comments: true, lineEnd: '\r\n', byteOrderMark: true } });
    const split = new TextDecoder('utf-8', { ignoreBOM: true });
    const text = split.decode(await (await post('/v1/chat/completions', asked)).arrayBuffer());
    expect(text.startsWith('\u{feff}')).toBe(true);
    expect(text).toContain(': keep-alive\r\n\r\n');
    expect(eventsOf(text.slice(1))).toEqual(plain);
  });

  it('a script answers what it names, as often as it says, in process and over HTTP', async () => {
    provider.script({ when: { includes: 'slow down' }, times: 1, error: { status: 429, message: 'Wait.' } });
    expect((await post('/v1/chat/completions', user('slow down'))).status).toBe(429);
    expect((await post('/v1/chat/completions', user('slow down'))).status).toBe(200);
    const control = provider.controlUrl ?? '';
    const line: JsonObject = { when: { path: '/chat/completions' }, plan: { text: 'as told' } };
    const set = await fetch(`${control}/script`, { method: 'POST', body: JSON.stringify(line) });
    expect(set.status).toBe(200);
    expect(await (await post('/v1/chat/completions', user('x'))).text()).toContain('as told');
    const wrong = await fetch(`${control}/script`, { method: 'POST', body: '{"plans":{}}' });
    expect(wrong.status).toBe(400);
    const seen = await (await fetch(`${control}/seen`)).text();
    expect(seen).toContain(Buffer.from(JSON.stringify(user('x'))).toString('base64'));
    expect(seen).not.toContain(key);
  });

  it('a stream can break off, and can end with the error of its API', async () => {
    provider.script({ times: 1, delivery: { cutAfterFrames: 2 } });
    const cut = await post('/v1/chat/completions', { ...user('x'), stream: true });
    await expect(cut.text()).rejects.toThrow();
    provider.script({ delivery: { errorAfterFrames: 2 } });
    const asked = { ...user('x'), stream: true, max_tokens: 9 };
    const events = eventsOf(await (await post('/v1/messages', asked, anthropicHeaders)).text());
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
  });

  it('what was seen is there byte by byte', async () => {
    const body = '{"model":"m","messages":[],"seed":12345678901234567890,"unknown":[1.0]}';
    await fetch(`${provider.url}/v1/chat/completions?a=b`, {
      method: 'POST',
      body,
      headers: { Authorization: `Bearer ${key}` },
    });
    expect(provider.seen).toMatchObject([{ url: '/v1/chat/completions?a=b', authorized: true }]);
    expect(provider.seen[0]?.body.toString()).toBe(body);
  });
});
