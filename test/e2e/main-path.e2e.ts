/** The main path, on both event logs: an unchanged OpenAI client, through the gateway, archived and replayed. */
import OpenAI, { AuthenticationError, PermissionDeniedError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoLlm, type DemoLlm } from '@sallyport/testkit/demo-llm/demo-llm';
import { kafkaAvailable } from '@sallyport/testkit/infrastructure/kafka-libraries';
import { ArchiveReader } from '../harness/archive-reader.js';
import { startSystem, type System } from '../harness/system.js';
import { until } from '../harness/until.js';

const kafka = await kafkaAvailable();
const session = 'x-sallyport-session';

describe.each(['embedded', 'kafka'] as const)('main path over the %s log', (log) => {
  const absent = log === 'kafka' && !kafka.ok && process.env['CI'] !== 'true';
  let llm: DemoLlm;
  let system: System;
  let reader: ArchiveReader;
  const base = (): string => `${system.of('gateway')[0]?.addresses.http ?? ''}/openai/v1`;
  const client = async (name: 'agent' | 'stranger', claimed: string): Promise<OpenAI> =>
    new OpenAI({
      baseURL: base(),
      apiKey: await system.identityProvider.token(name),
      defaultHeaders: { [session]: claimed },
    });

  beforeAll(async () => {
    if (absent) return;
    llm = await startDemoLlm({ port: 0, apiKey: 'the-real-upstream-key' });
    system = await startSystem({
      log,
      replicas: { gateway: 1, 'session-archive': 1 },
      policy: { connections: { openai: llm.url } },
    });
    reader = new ArchiveReader(system.of('session-archive')[0]?.addresses.admin ?? '', () =>
      system.identityProvider.token('auditor'),
    );
  });
  afterAll(async () => {
    if (absent) return;
    await system.stop();
    await llm.stop();
  });

  const eventsOf = async (claimed: string, atLeast: number): Promise<Record<string, unknown>[]> =>
    until(`${atLeast} events of ${claimed} in the archive`, 60_000, async () => {
      const started = (await reader.events({ type: 'session.started' })).find(
        (event) => event['claimedSession'] === claimed,
      );
      if (started === undefined) return undefined;
      const events = await reader.events({ session: started.session });
      return events.length >= atLeast ? events : undefined;
    });

  it.skipIf(absent)(
    'answers a call and shows it in the replay: verdict, who, the response, timings',
    async () => {
      const openai = await client('agent', 'first');
      const completion = await openai.chat.completions.create({
        model: 'demo',
        messages: [{ role: 'user', content: 'Say hello' }],
      });
      const text = completion.choices[0]?.message.content ?? '';
      expect(text).not.toBe('');

      const events = await eventsOf('first', 3);
      expect(events.map((event) => event['type'])).toEqual([
        'session.started',
        'request.received',
        'request.completed',
      ]);
      const replay = await reader.get(`/v1/sessions/${String(events[0]?.['session'])}/replay`);
      expect(replay.headers.get('content-type')).toContain('application/x-ndjson');
      const timeline = (await replay.text()).trim();
      const items = timeline.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(items.length).toBeGreaterThanOrEqual(3);
      expect(timeline).toContain('demo-agent');
      expect(timeline).toContain('agents-may-use-everything');
      expect(timeline).toContain('Say hello');
      expect(timeline).toContain(text);
      expect(timeline).not.toContain('the-real-upstream-key');
    },
  );

  it.skipIf(absent)('streams, and records the stream', async () => {
    const openai = await client('agent', 'streamed');
    const stream = await openai.chat.completions.create({
      model: 'demo',
      stream: true,
      messages: [{ role: 'user', content: 'Count' }],
    });
    let chunks = 0;
    for await (const chunk of stream) chunks += chunk.choices.length;
    expect(chunks).toBeGreaterThan(1);
    const events = await eventsOf('streamed', 3);
    expect(events).toHaveLength(3);
    expect(events[2]?.['outcome']).toBe('answered');
  });

  it.skipIf(absent)(
    'refuses a stranger and a garbage token with the errors the client library knows, at once',
    async () => {
      const before = llm.seen.length;
      const stranger = await client('stranger', 'strange');
      await expect(stranger.models.list()).rejects.toBeInstanceOf(PermissionDeniedError);
      const garbage = new OpenAI({ baseURL: base(), apiKey: 'not-a-token' });
      await expect(garbage.models.list()).rejects.toBeInstanceOf(AuthenticationError);
      expect(llm.seen.length).toBe(before);
      const refused = await until('the refusals in the archive', 60_000, async () => {
        const one = await reader.events({ type: 'request.refused' });
        const other = await reader.events({ type: 'authentication.refused' });
        return one.length > 0 && other.length > 0 ? [...one, ...other] : undefined;
      });
      expect(refused.map((event) => event['code'])).toEqual(expect.arrayContaining(['TOKEN_MALFORMED']));
    },
  );

  it.skipIf(absent)('lets only auditors read', async () => {
    const url = system.of('session-archive')[0]?.addresses.admin ?? '';
    const asAgent = await fetch(`${url}/v1/sessions`, {
      headers: { authorization: `Bearer ${await system.identityProvider.token('agent')}` },
    });
    expect(asAgent.status).toBe(403);
    expect((await fetch(`${url}/v1/sessions`)).status).toBe(401);
  });

  it.skipIf(absent)(
    'keeps the upstream’s credential from the client and the client’s token from the upstream',
    async () => {
      const openai = await client('agent', 'credential');
      await openai.models.list();
      const last = llm.seen.at(-1);
      expect(last?.authorized).toBe(true);
      expect(
        last?.headers.map((name) => name.toLowerCase()).filter((name) => name.startsWith('x-sallyport')),
      ).toEqual([]);
    },
  );
});
