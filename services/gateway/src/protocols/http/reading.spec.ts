/** What the door does with what requests and answers say, under a real document. */
import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { authorised, completed, doorForEachTest, errorOf } from './fixtures/door-for-each-test.js';
import { everybody, policyFrom } from './fixtures/policy-from.js';
import { keyRing, type RunningDoor } from './fixtures/running-door.js';

const open = doorForEachTest();

const chat = (content: string, more: object = {}) => ({
  model: 'gpt-5',
  messages: [{ role: 'user', content }],
  ...more,
});

const post = (door: RunningDoor, path: string, body: unknown): Promise<Response> =>
  fetch(`${door.url}/up${path}`, {
    method: 'POST',
    headers: { ...authorised, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** An upstream that keeps what it was sent and answers what the test says. */
function upstream(answer: (body: string, request: IncomingMessage, response: ServerResponse) => void) {
  const seen: string[] = [];
  return {
    seen,
    onRequest: (request: IncomingMessage, response: ServerResponse): void => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        seen.push(body);
        answer(body, request, response);
      });
    },
  };
}

const answering = (content: string, usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 }) =>
  upstream((_body, _request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        id: 'c1',
        object: 'chat.completion',
        model: 'gpt-5',
        choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
        usage,
      }),
    );
  });

const recordedText = (door: RunningDoor): string =>
  door.recorder.events
    .flatMap(({ payloads }) => payloads)
    .map(({ content }) => content.toString('utf8'))
    .join('\n');

const masked = `${everybody}detectors: { apply: [{ categories: [personal, secret] }] }
prices: { models: [{ model: gpt-5, inputPerMillion: 2, outputPerMillion: 10 }] }
`;

describe('a chat through a connection with masks', () => {
  it('reaches the service without what is masked, and comes back without it', async () => {
    const service = answering('Write to bob@example.org instead.');
    const door = await open(service.onRequest, { policyOf: policyFrom(masked) });
    const answer = await post(door, '/v1/chat/completions', chat('mail ana@example.com please'));
    expect(answer.status).toBe(200);
    const said = (await answer.json()) as { choices: { message: { content: string } }[] };
    expect(said.choices[0]?.message.content).toBe('Write to [EMAIL] instead.');
    expect(service.seen[0]).toContain('mail [EMAIL] please');
    const completion = await completed(door);
    expect(completion.usage).toMatchObject({ inputTokens: 7, outputTokens: 3, model: 'gpt-5' });
    expect(completion.cost).toEqual({ currency: 'USD', micros: 44 });
    expect(completion.masked).toMatchObject([
      { kind: 'email', action: 'redact', position: 'assistant', count: 1 },
    ]);
    const [received] = door.recorder.of('requestReceived');
    expect(received?.operation).toMatchObject({ dialect: 'openai-chat', kinds: ['chat'], model: 'gpt-5' });
    expect(received?.masked).toMatchObject([{ kind: 'email', action: 'redact', position: 'user', count: 1 }]);
    const original = JSON.stringify(chat('mail ana@example.com please'));
    expect(received?.body?.originalHmac).toEqual(
      createHmac('sha256', keyRing.digestKey).update(original).digest(),
    );
    expect(recordedText(door)).toContain('mail [EMAIL] please');
    expect(recordedText(door)).not.toMatch(/ana@|bob@example/);
    expect(door.door.counters.masked().get('up')).toEqual(new Map([['email', new Map([['redact', 2]])]]));
  });

  it('is recorded without what is masked also where nothing else is', async () => {
    const service = answering('Write to bob@example.org instead.');
    const door = await open(service.onRequest, { policyOf: policyFrom(everybody) });
    const answer = await post(door, '/v1/chat/completions', chat('mail ana@example.com please'));
    expect(await answer.text()).toContain('bob@example.org');
    expect(service.seen[0]).toBe(JSON.stringify(chat('mail ana@example.com please')));
    const completion = await completed(door);
    expect(completion.masked).toMatchObject([{ kind: 'email', action: 'record', count: 1 }]);
    expect(recordedText(door)).not.toMatch(/ana@|bob@example/);
  });

  it('gives the client back what the service was given a placeholder for', async () => {
    const service = upstream((body, _request, response) => {
      const placeholder = /\[EMAIL_[0-9A-Z]{10}\]/.exec(body)?.[0] ?? 'none';
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          choices: [{ index: 0, message: { role: 'assistant', content: `sent to ${placeholder}` } }],
        }),
      );
    });
    const policy = `${everybody}detectors: { apply: [{ kinds: [email], with: tokenise, on: [request] }] }\n`;
    const door = await open(service.onRequest, { policyOf: policyFrom(policy) });
    const answer = await post(door, '/v1/chat/completions', chat('mail ana@example.com please'));
    expect(await answer.text()).toContain('sent to ana@example.com');
    await completed(door);
    expect(service.seen[0]).not.toContain('ana@');
    expect(recordedText(door)).not.toContain('ana@');
  });
});

describe('a streamed chat', () => {
  const deltas = (texts: readonly string[]) => [
    ...texts.map((content) => ({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { choices: [], usage: { prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 } },
  ];
  const streaming = (texts: readonly string[]) =>
    upstream((_body, _request, response) => {
      response.setHeader('content-type', 'text/event-stream');
      const chunks = deltas(texts).map(
        (one) =>
          `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', model: 'gpt-5', ...one })}\n\n`,
      );
      response.end(`${chunks.join('')}data: [DONE]\n\n`);
    });

  it('is masked across its pieces, and its usage is metered and kept from the client', async () => {
    const service = streaming(['write to b', 'ob@exam', 'ple.org now', ' or never']);
    const door = await open(service.onRequest, { policyOf: policyFrom(masked) });
    const answer = await post(door, '/v1/chat/completions', chat('hello', { stream: true }));
    const text = await answer.text();
    expect(text).not.toContain('bob');
    expect(text).not.toContain('usage":{');
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(service.seen[0]).toContain('include_usage');
    const completion = await completed(door);
    expect(completion.usage).toMatchObject({ inputTokens: 5, outputTokens: 4 });
    expect(recordedText(door)).not.toContain('bob');
  });
});

describe('policy on what is asked', () => {
  const listed = `access: [{ name: two, groups: ['*'], connections: ['*'], methods: ['*'], paths: ['/**'], models: [gpt-5] }]
`;

  it('denies a model that is not listed, before the service hears of it', async () => {
    const service = answering('hi');
    const door = await open(service.onRequest, { policyOf: policyFrom(listed) });
    const answer = await post(door, '/v1/chat/completions', chat('hello', { model: 'gpt-4' }));
    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-should-retry')).toBe('false');
    expect(await errorOf(answer)).toMatchObject({ code: 'POLICY_DENIED', reasons: ['MODEL_NOT_ALLOWED'] });
    expect(service.seen).toEqual([]);
    const [refused] = door.recorder.of('requestRefused');
    expect(refused?.operation).toMatchObject({ model: 'gpt-4', kinds: ['chat'] });
  });

  it('refuses what claims a dialect and cannot be read', async () => {
    const door = await open(answering('hi').onRequest, { policyOf: policyFrom(listed) });
    const answer = await post(door, '/v1/chat/completions', '{"model": "gpt-5", "messages": [}');
    expect(answer.status).toBe(403);
    expect(await errorOf(answer)).toMatchObject({ reasons: ['UNREADABLE'] });
    expect(door.recorder.of('requestRefused')[0]?.operation?.unreadable).toBe('NOT_JSON');
  });

  it('holds as a no until somebody can be asked', async () => {
    const rule = `${everybody}rules: [{ name: ask-first, when: 'request.model == "gpt-5"', action: approve }]\n`;
    const door = await open(answering('hi').onRequest, { policyOf: policyFrom(rule) });
    const answer = await post(door, '/v1/chat/completions', chat('hello'));
    expect(answer.status).toBe(403);
    expect(await errorOf(answer)).toMatchObject({
      code: 'APPROVAL_UNAVAILABLE',
      reasons: ['APPROVAL_REQUIRED', 'NO_APPROVER'],
      rule: 'ask-first',
    });
  });

  it('takes so many requests and no more', async () => {
    const limits = `${everybody}limits: [{ name: few, by: [identity], requests: 1, windowS: 60 }]\n`;
    const door = await open(answering('hi').onRequest, { policyOf: policyFrom(limits) });
    expect((await post(door, '/v1/chat/completions', chat('hello'))).status).toBe(200);
    const answer = await post(door, '/v1/chat/completions', chat('hello'));
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(30);
    expect(await errorOf(answer)).toMatchObject({
      code: 'RATE_LIMITED',
      rule: 'few',
      reasons: ['LIMIT_EXCEEDED'],
    });
  });

  it('does not ask for patience where a limit never has room', async () => {
    const limits = `${everybody}limits: [{ name: small, by: [identity], bodyBytes: 100, requests: 1, windowS: 60 }]\n`;
    const door = await open(answering('hi').onRequest, { policyOf: policyFrom(limits) });
    expect((await post(door, '/v1/chat/completions', chat('hello'))).status).toBe(200);
    const answer = await post(door, '/v1/chat/completions', chat('x'.repeat(100)));
    expect(answer.status).toBe(413);
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(answer.headers.get('x-should-retry')).toBe('false');
    const { message, ...error } = await errorOf(answer);
    expect(error).toMatchObject({ code: 'BODY_TOO_LARGE', rule: 'small', reasons: ['LIMIT_EXCEEDED'] });
    expect(message).toContain('The limit small takes 100 bytes of bodies in all');
    expect(door.recorder.of('requestRefused')[0]?.verdict?.reasons).toEqual(['LIMIT_EXCEEDED']);
  });

  it('reads no more of a body than it judges by', async () => {
    const door = await open(answering('hi').onRequest, {
      policyOf: policyFrom(listed, 'judgeBytesMax: 2048'),
    });
    const answer = await post(door, '/v1/chat/completions', chat('x'.repeat(3000)));
    expect(answer.status).toBe(413);
    expect(await errorOf(answer)).toMatchObject({ code: 'BODY_TOO_LARGE' });
  });

  it('notes what a rule in monitor mode would have done', async () => {
    const rule = `${everybody}rules: [{ name: watch, when: 'request.model == "gpt-5"', action: deny, mode: monitor }]\n`;
    const door = await open(answering('hi').onRequest, { policyOf: policyFrom(rule) });
    expect((await post(door, '/v1/chat/completions', chat('hello'))).status).toBe(200);
    expect(door.recorder.of('requestReceived')[0]?.verdict?.monitored).toMatchObject([
      { rule: 'watch', action: 'deny' },
    ]);
  });
});

describe('a tool call in an answer', () => {
  const tools = [{ type: 'function', function: { name: 'delete_user', parameters: {} } }];
  const calling = upstream((_body, _request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        choices: [
          {
            index: 0,
            finish_reason: 'tool_calls',
            message: {
              role: 'assistant',
              content: null,
              tool_calls: [
                {
                  id: 'k1',
                  type: 'function',
                  function: { name: 'delete_user', arguments: '{"mail":"ana@example.com"}' },
                },
              ],
            },
          },
        ],
      }),
    );
  });

  it('is judged before the agent gets it', async () => {
    const rule = `${everybody}rules: [{ name: no-deletes, on: tool-call, when: 'tool.name.startsWith("delete_")', action: deny }]\n`;
    const door = await open(calling.onRequest, { policyOf: policyFrom(rule) });
    const answer = await post(door, '/v1/chat/completions', chat('delete ana', { tools }));
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).not.toContain('k1');
    const completion = await completed(door);
    expect(completion.toolCallCount).toBe(1);
    expect(completion.toolCalls[0]).toMatchObject({
      tool: 'delete_user',
      callId: 'k1',
      verdict: { rule: 'no-deletes' },
    });
    expect(completion.toolCalls[0]?.arguments).toBeDefined();
    expect(recordedText(door)).not.toContain('ana@example.com');
  });
});
