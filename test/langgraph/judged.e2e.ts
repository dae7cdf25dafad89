/** Runs of a real LangGraph server, judged by graph, model and tool, and masked on both of their ways through the gateway. */
import { Client } from '@langchain/langgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRig, type Rig, type Upstreams } from './rig.js';

const policy =
  ({ graphs, llm }: Upstreams) =>
  (issuer: string): string => `version: 1
issuers: [{ name: test, issuer: ${issuer}, audience: sallyport }]
connections:
  graphs:
    protocol: http
    upstream: ${graphs}
    credential: { header: authorization, scheme: Bearer, value: { env: UPSTREAM_KEY } }
  openai:
    protocol: http
    upstream: ${llm}
    credential: { header: authorization, scheme: Bearer, value: { env: UPSTREAM_KEY } }
access:
  - name: agents-run-one-graph
    groups: [agents]
    connections: [graphs]
    methods: ['*']
    paths: ['/**']
    graphs: [agent]
  - name: agents-call-one-model
    groups: [agents]
    connections: [openai]
    methods: [POST]
    paths: [/v1/chat/completions]
    models: [demo-small]
    tools: [get_weather]
detectors:
  apply:
    - { categories: [secret], with: redact }
    - { kinds: [email], with: tokenise }
rules:
  - name: no-sunken-cities
    on: tool-call
    when: tool.arguments.contains("Atlantis")
    action: deny
    sentence: That city is closed.
prices:
  models: [{ model: demo-small, inputPerMillion: 1, outputPerMillion: 4 }]
roles: { auditor: [auditors], approver: [approvers], admin: [admins] }
`;

let rig: Rig;
let client: Client;

beforeAll(async () => {
  rig = await startRig(policy);
  client = await rig.client();
});
afterAll(() => rig.stop());

interface Message {
  readonly type: string;
  readonly content: string;
  readonly tool_calls?: readonly { readonly name: string; readonly args: object }[];
}
const input = (content: string): { messages: object[] } => ({ messages: [{ role: 'user', content }] });
const messagesOf = (values: unknown): readonly Message[] => (values as { messages: Message[] }).messages;
const address = 'ada.lovelace@example.org';
const key = 'AKIAQ3EGRN5DXV7WTB2M';
const question = input(`Use get_weather for ${address} with ${key}`);
/** Asked of the server itself: a search that names a graph is judged too. */
const idOf = async (graphId: string): Promise<string> => {
  const past = new Client({ apiUrl: rig.server.url, apiKey: null });
  const [found] = await past.assistants.search({ graphId });
  return found?.assistant_id ?? '';
};

describe('graphs are judged by name', () => {
  it('judges every run of a batch', async () => {
    const runs = [
      { assistantId: 'agent', input: question },
      { assistantId: 'other', input: question },
    ];
    await expect(client.runs.createBatch(runs)).rejects.toMatchObject({ status: 403 });
    await expect(client.runs.createBatch(runs.reverse())).rejects.toMatchObject({ status: 403 });
  });

  it('refuses one that is not listed, at once, and the server sees nothing of it', async () => {
    const before = rig.tap.seen.length;
    const refused = client.runs.wait(null, 'other', { input: question });
    await expect(refused).rejects.toMatchObject({ status: 403 });
    expect(rig.tap.seen.length).toBe(before);
  });

  it('looks behind UUIDs, once for each', async () => {
    const allowed = await idOf('agent');
    const denied = await idOf('other');
    const before = rig.tap.seen.length;
    await expect(client.runs.wait(null, denied, { input: question })).rejects.toMatchObject({ status: 403 });
    await expect(client.runs.wait(null, denied, { input: question })).rejects.toMatchObject({ status: 403 });
    const values = await client.runs.wait(null, allowed, { input: input('Hello') });
    expect(messagesOf(values).length).toBeGreaterThan(1);
    const seen = rig.tap.seen.slice(before).map(({ method, url }) => `${method} ${url}`);
    expect(seen).toEqual([`GET /assistants/${denied}`, `GET /assistants/${allowed}`, 'POST /runs/wait']);
    expect(rig.tap.seen[before]?.headers.authorization).toBe('Bearer the-real-upstream-key');
  });

  it('does not let an assistant be made or changed to run another graph', async () => {
    const made = await client.assistants.create({ graphId: 'agent' });
    const changed = client.assistants.update(made.assistant_id, { graphId: 'other' });
    await expect(changed).rejects.toMatchObject({ status: 403 });
    await expect(client.assistants.create({ graphId: 'other' })).rejects.toMatchObject({ status: 403 });
  });

  it('refuses a schedule of a graph that is not listed', async () => {
    const refused = client.crons.create('other', { schedule: '0 0 * * *', input: question });
    await expect(refused).rejects.toMatchObject({ status: 403 });
  });
});

describe('what a run says is masked', () => {
  /** Neither upstream got the values, and the provider got placeholders. */
  function expectMasked(since: { tap: number; llm: number }): void {
    const server = rig.tap.seen.slice(since.tap).map(({ body }) => body);
    const provider = rig.llm.seen.slice(-(rig.llm.requests - since.llm)).map(({ body }) => body);
    for (const text of [...server, ...provider]) {
      expect(text).not.toContain(address);
      expect(text).not.toContain(key);
    }
    expect(server.join('')).toMatch(/\[EMAIL_\w+\]/);
    expect(provider.join('')).toMatch(/\[EMAIL_\w+\]/);
    expect(provider.join('')).toContain('[AWS_ACCESS_KEY_ID]');
  }
  const now = (): { tap: number; llm: number } => ({ tap: rig.tap.seen.length, llm: rig.llm.requests });

  it('for the server and the provider; the client gets its address back', async () => {
    const since = now();
    const thread = await client.threads.create();
    const messages = messagesOf(await client.runs.wait(thread.thread_id, 'agent', { input: question }));
    expect(messages.map(({ type }) => type)).toEqual(['human', 'ai', 'tool', 'ai']);
    expect(messages[0]?.content).toContain(address);
    expect(messages[3]?.content).toContain(address);
    expect(JSON.stringify(messages)).not.toContain('EMAIL_');
    expect(JSON.stringify(messages)).not.toContain(key);
    expectMasked(since);
    const state = await client.threads.getState(thread.thread_id);
    expect(messagesOf(state.values).at(-1)?.content).toContain(address);
  });

  it('streamed too, in pieces and in whole states', async () => {
    const since = now();
    const thread = await client.threads.create();
    const stream = client.runs.stream(thread.thread_id, 'agent', {
      input: question,
      streamMode: ['values', 'updates', 'messages-tuple'],
    });
    let said = '';
    let last: unknown;
    for await (const { event, data } of stream) {
      expect(event).not.toBe('error');
      if (event === 'values') last = data;
      if (event === 'messages') said += (data as unknown as [Message])[0].content;
    }
    expect(said).toContain(address);
    expect(said).not.toMatch(/EMAIL_|AKIA/);
    expect(messagesOf(last).at(-1)?.content).toContain(address);
    expectMasked(since);
  });

  it('in the store and in written state', async () => {
    const since = now();
    await client.store.putItem(['people'], 'ada', { mail: address, secret: key });
    const item = await client.store.getItem(['people'], 'ada');
    expect(JSON.stringify(item?.value)).not.toContain(key);
    const written = rig.tap.seen.slice(since.tap).find(({ method }) => method === 'PUT');
    expect(written?.body).toContain('[EMAIL_');
    expect(written?.body).not.toContain(key);
  });
});

describe('what the model wants is judged', () => {
  it('a tool call that a rule denies never reaches the graph', async () => {
    const values = await client.runs.wait(null, 'agent', { input: input('Use get_weather for Atlantis') });
    const messages = messagesOf(values);
    expect(messages.map(({ type }) => type)).toEqual(['human', 'ai']);
    expect(messages[1]?.tool_calls ?? []).toEqual([]);
    expect(messages[1]?.content).toContain('That city is closed.');
  });
});

describe('what is recorded', () => {
  it('is one session for each thread, with graph, operation, verdicts, tokens and what was masked', async () => {
    const thread = await client.threads.create();
    await client.runs.wait(thread.thread_id, 'agent', { input: question });
    await client.threads.getState(thread.thread_id);
    const path = `/threads/${thread.thread_id}`;
    const received = await rig.events('request.received', 2, (event) =>
      String(event['path']).startsWith(path),
    );
    expect(new Set(received.map(({ session }) => session)).size).toBe(1);
    expect(received).toMatchObject([
      {
        operation: {
          dialect: 'langgraph',
          kinds: ['graph-run'],
          graphs: ['agent'],
          thread: thread.thread_id,
        },
        verdict: { decision: 'allow', rule: 'agents-run-one-graph' },
        masked: expect.arrayContaining([
          expect.objectContaining({ kind: 'email', action: 'tokenise', position: 'user' }),
        ]) as object[],
      },
      { operation: { kinds: ['graph-read'] } },
    ]);
    const [started] = await rig.events(
      'session.started',
      1,
      (event) => event['claimedSession'] === thread.thread_id,
    );
    // The graph's nodes name the thread as their session: it is the same one.
    expect(started?.['session']).toBe(received[0]?.['session']);
    const isCall = ({ session, connection }: Record<string, unknown>): boolean =>
      session === started?.['session'] && connection === 'openai';
    const calls = await rig.events('request.completed', 2, isCall);
    expect(calls[0]).toMatchObject({
      usage: { model: expect.any(String) as string },
      cost: { currency: 'USD' },
      toolCalls: [{ tool: 'get_weather', verdict: { decision: 'allow' } }],
    });
    expect(calls).toHaveLength(2);
  });

  it('has neither the address nor the key in any event or replay', async () => {
    const events = await rig.archive.events();
    expect(events.length).toBeGreaterThan(20);
    const sessions = new Set(events.map(({ session }) => session));
    for (const session of sessions) {
      const replay = await (await rig.archive.get(`/v1/sessions/${session}/replay`)).text();
      expect(replay).not.toContain(address);
      expect(replay).not.toContain(key);
    }
    expect(JSON.stringify(events)).not.toContain(address);
    const printed = [...rig.system.of('gateway'), ...rig.system.of('session-archive')].map(
      ({ output }) => output,
    );
    expect(printed.join('')).not.toMatch(/ada\.lovelace|AKIAQ3EG/);
  });
});
