import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDemoLlm, type DemoLlm } from './demo-llm.js';

let llm: DemoLlm;
beforeEach(async () => {
  llm = await startDemoLlm({ port: 0, apiKey: 'demo-key' });
});
afterEach(() => llm.stop());

async function call(path: string, body?: object, key = 'demo-key'): Promise<Response> {
  return fetch(`${llm.url}${path}`, {
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
}
const conversation = { model: 'demo-small', messages: [{ role: 'user', content: 'Hello there' }] };

describe('the demo LLM', () => {
  it('answers a chat completion, the same one every time', async () => {
    const first = await (await call('/v1/chat/completions', conversation)).text();
    const again = await (await call('/v1/chat/completions', conversation)).text();
    expect(again).toBe(first);
    expect(JSON.parse(first)).toMatchObject({
      object: 'chat.completion',
      choices: [
        { message: { role: 'assistant', content: expect.stringContaining('Hello there') as string } },
      ],
      usage: { prompt_tokens: 2 },
    });
  });

  it('streams the same words as frames, with the usage only when asked for it', async () => {
    const text = async (more: object): Promise<string> =>
      (await call('/v1/chat/completions', { ...conversation, stream: true, ...more })).text();
    const frames = (await text({ stream_options: { include_usage: true } })).split('\n\n').filter(Boolean);
    expect(frames.at(-1)).toBe('data: [DONE]');
    const chunks = frames
      .slice(0, -1)
      .map(
        (frame) =>
          JSON.parse(frame.slice(6)) as { choices: { delta: { content?: string } }[]; usage?: object },
      );
    const said = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    expect(said).toMatch(/^You said: Hello there/);
    expect(chunks.at(-1)?.usage).toBeDefined();
    expect(await text({})).not.toContain('usage');
  });

  it('lists models, embeds and responds', async () => {
    expect(await (await call('/v1/models')).json()).toMatchObject({ object: 'list' });
    const embedded = (await (await call('/v1/embeddings', { input: ['a', 'b'] })).json()) as {
      data: object[];
    };
    expect(embedded.data).toHaveLength(2);
    expect(await (await call('/v1/responses', { input: 'Hi' })).json()).toMatchObject({
      status: 'completed',
      output: [{ content: [{ text: expect.stringContaining('Hi') as string }] }],
    });
  });

  it('refuses every credential but its own, and remembers that it came', async () => {
    const refused = await call('/v1/chat/completions', conversation, 'a-callers-token');
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error: { code: 'invalid_api_key' } });
    await call('/v1/chat/completions', conversation);
    expect(llm.requests).toBe(2);
    expect(llm.seen).toMatchObject([
      { authorized: false, path: '/v1/chat/completions' },
      { authorized: true, id: expect.stringMatching(/^req_/) as string },
    ]);
    expect(JSON.stringify(llm.seen)).not.toContain('a-callers-token');
  });

  it('says what is wrong with a request in the words of the API', async () => {
    expect((await call('/v1/none', {})).status).toBe(404);
    const response = await fetch(`${llm.url}/v1/chat/completions`, {
      method: 'POST',
      body: '{',
      headers: { authorization: 'Bearer demo-key' },
    });
    expect(response.status).toBe(400);
  });
});
