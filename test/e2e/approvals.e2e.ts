/** What policy holds, with real processes and the real OpenAI client: people agree, refuse, or lock; and nobody forgets. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI, { PermissionDeniedError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoLlm, type DemoLlm } from '@sallyport/testkit/demo-llm/demo-llm';
import { kafkaAvailable } from '@sallyport/testkit/infrastructure/kafka-libraries';
import { Approver } from '../harness/approver.js';
import { ArchiveReader } from '../harness/archive-reader.js';
import { longForm } from '../harness/long-form.js';
import { policyText } from '../harness/policy-text.js';
import { startSystem, type System } from '../harness/system.js';
import { until } from '../harness/until.js';

const kafka = await kafkaAvailable();
/** What people decide goes the same way over both; over Kafka it is shown in the long form alone. */
const logs = longForm ? (['embedded', 'kafka'] as const) : (['embedded'] as const);
const RULES = `rules:
  - name: hold-long-answers
    when: request.outputTokensMax > 4000
    action: approve
    reasons: [COST]
    sentence: An answer this long needs a person.
`;

describe.each(logs)('approvals over the %s log', (log) => {
  const absent = log === 'kafka' && !kafka.ok && process.env['CI'] !== 'true';
  /** What does not depend on the log is shown over one of them. */
  const isOther = absent || log === 'kafka';
  let llm: DemoLlm;
  let system: System;
  let archive: ArchiveReader;
  /** Answers that never end. */
  const endless: ServerResponse[] = [];
  const slow = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(
      'data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"hello there, "}}]}\n\n',
    );
    endless.push(response);
  });

  const person = (name: 'approver' | 'admin' | 'agent'): Approver =>
    new Approver(
      () => system.of('approval')[0]?.addresses.admin ?? '',
      () => system.identityProvider.token(name),
    );
  const gateway = (replica = 0): string => system.of('gateway')[replica]?.addresses.http ?? '';
  const client = async (session: string, connection = 'openai', replica = 0): Promise<OpenAI> =>
    new OpenAI({
      baseURL: `${gateway(replica)}/${connection}/v1`,
      apiKey: await system.identityProvider.token('agent'),
      defaultHeaders: { 'x-sallyport-session': session },
    });
  const long = (content: string): OpenAI.ChatCompletionCreateParamsNonStreaming => ({
    model: 'demo',
    max_completion_tokens: 5000,
    messages: [{ role: 'user', content }],
  });

  beforeAll(async () => {
    if (absent) return;
    llm = await startDemoLlm({ port: 0, apiKey: 'the-real-upstream-key' });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const slowUrl = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
    system = await startSystem({
      log,
      replicas: { approval: 1, gateway: 2, 'session-archive': 1 },
      policy: (issuer) => policyText({ issuer, connections: { openai: llm.url, slow: slowUrl } }) + RULES,
    });
    archive = new ArchiveReader(system.of('session-archive')[0]?.addresses.admin ?? '', () =>
      system.identityProvider.token('auditor'),
    );
  });
  afterAll(async () => {
    if (absent) return;
    for (const response of endless) response.destroy();
    await system.stop();
    await llm.stop();
    slow.close();
  });

  const told = (session: string, last: string): Promise<readonly string[]> =>
    until(`${last} in the archive`, 60_000, async () => {
      const events = await archive.events({ session });
      const types = events.map(({ type }) => type);
      return types.includes(last) ? types : undefined;
    });

  it.skipIf(absent)('release a request once people agree, and the agent may not', async () => {
    const openai = await client('agreed');
    const answer = openai.chat.completions.create(long('Tell me a lot'));
    const { id, session, rule } = await person('approver').pending();
    expect(rule).toBe('hold-long-answers');
    expect((await person('agent').vote(id, 'approve')).status).toBe(403);
    expect((await person('approver').vote(id, 'approve')).status).toBe(200);
    expect((await answer).choices[0]?.message.content).toContain('Tell me a lot');
    const types = await told(session, 'request.completed');
    for (const type of ['request.received', 'request.held', 'request.released', 'request.completed'])
      expect(types.filter((one) => one === type)).toHaveLength(1);
  });

  it.skipIf(isOther)('refuse with the client’s own error at once, and say who and why', async () => {
    const openai = await client('refused');
    const answer = openai.chat.completions.create(long('Tell me more')).catch((error: unknown) => error);
    const { id, requests } = await person('approver').pending();
    await person('approver').vote(id, 'deny', 'Too dear today');
    const error = await answer;
    expect(error).toBeInstanceOf(PermissionDeniedError);
    expect(String(error)).toMatch(/April Approver|demo-approver/);
    expect(String(error)).toContain('Too dear today');
    expect(requests).toHaveLength(1);
  });

  it.skipIf(isOther)(
    'refuse inside a stream that began to wait, so that the client raises its error',
    async () => {
      const openai = await client('stream refused');
      const stream = await openai.chat.completions.create({ ...long('Stream it'), stream: true });
      const { id } = await person('approver').pending();
      await person('approver').vote(id, 'deny');
      const read = async (): Promise<void> => {
        for await (const chunk of stream) expect(chunk).toBeDefined();
      };
      await expect(read()).rejects.toThrow(/refused this request/);
    },
  );

  it.skipIf(isOther)('release a stream that began to wait, chunk by chunk', async () => {
    const openai = await client('stream agreed');
    const stream = await openai.chat.completions.create({ ...long('Stream on'), stream: true });
    const { id } = await person('approver').pending();
    await person('approver').vote(id, 'approve');
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toContain('Stream on');
  });

  it.skipIf(isOther)('are claimed by the same request on another replica, and once only', async () => {
    const leaving = new AbortController();
    const first = (await client('claimed')).chat.completions
      .create(long('Claim me'), { signal: leaving.signal })
      .catch((error: unknown) => error);
    const { id } = await person('approver').pending();
    leaving.abort();
    expect(String(await first)).toContain('abort');
    await person('approver').vote(id, 'approve');
    const openai = await client('claimed', 'openai', 1);
    expect((await openai.chat.completions.create(long('Claim me'))).choices).toHaveLength(1);
    const again = openai.chat.completions.create(long('Claim me')).catch((error: unknown) => error);
    const asked = await person('approver').pending();
    expect(asked.id).not.toBe(id);
    await person('approver').vote(asked.id, 'deny');
    expect(await again).toBeInstanceOf(PermissionDeniedError);
  });

  it.skipIf(isOther)('outlive the process that keeps them', async () => {
    const [approval] = system.of('approval');
    const answer = (await client('killed')).chat.completions.create(long('Survive'));
    const { id } = await person('approver').pending();
    await approval?.signal('SIGKILL');
    await approval?.start();
    expect((await person('approver').vote(id, 'approve')).status).toBe(200);
    expect((await answer).choices[0]?.message.content).toContain('Survive');
  });

  it.skipIf(isOther)('end what is live everywhere when a session is killed', async () => {
    const streams = await Promise.all(
      [0, 1].map(async (replica) =>
        (await client('to be killed', 'slow', replica)).chat.completions.create({
          model: 'demo',
          messages: [{ role: 'user', content: 'hi' }],
          stream: true,
        }),
      ),
    );
    const read = streams.map(async (stream) => {
      for await (const chunk of stream) expect(chunk).toBeDefined();
    });
    const ended = Promise.allSettled(read);
    await until('both streams to be open', 10_000, () => Promise.resolve(endless.length === 2));
    const started = await until('the session in the archive', 60_000, async () =>
      (await archive.events({ type: 'session.started' })).find(
        (event) => event['claimedSession'] === 'to be killed',
      ),
    );
    const { session } = started;
    const killedMs = performance.now();
    expect((await person('admin').kill(session)).status).toBeLessThan(300);
    const endings = await ended;
    expect(endings.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    for (const ending of endings)
      expect(ending.status === 'rejected' && String(ending.reason)).toMatch(/locked/);
    // A promise of the product, with room for a machine that does other things too.
    expect(performance.now() - killedMs).toBeLessThan(5_000);
    const refused = await (
      await client('to be killed')
    ).chat.completions
      .create({ model: 'demo', messages: [{ role: 'user', content: 'hi' }] })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PermissionDeniedError);
  });
});
