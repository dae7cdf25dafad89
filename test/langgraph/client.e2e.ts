/** LangGraph's own client against a real LangGraph server behind the gateway, whose graph calls its model through it too. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '@langchain/langgraph-sdk';
import { startRig, type Rig } from './rig.js';

let rig: Rig;
let client: Client;

beforeAll(async () => {
  rig = await startRig(({ graphs, llm }) => ({ connections: { graphs, openai: llm } }));
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
const question = input('Use get_weather for Paris');

describe('runs', () => {
  it('waits for one that calls a tool, each call of the model through the gateway', async () => {
    const before = rig.llm.requests;
    const thread = await client.threads.create();
    const values = await client.runs.wait(thread.thread_id, 'agent', { input: question });
    const messages = messagesOf(values);
    expect(messages.map(({ type }) => type)).toEqual(['human', 'ai', 'tool', 'ai']);
    expect(messages[1]?.tool_calls).toMatchObject([{ name: 'get_weather' }]);
    expect(messages[2]?.content).toMatch(/^Sunny in /);
    expect(messages[3]?.content).toContain('Sunny in ');

    // What the upstreams saw: their own credential, and nothing of the caller or of the gateway.
    const [first, second] = rig.llm.seen.slice(before);
    expect(rig.llm.requests).toBe(before + 2);
    expect([first?.authorized, second?.authorized]).toEqual([true, true]);
    expect(first?.body).toContain('Use get_weather for Paris');
    expect(second?.body).toContain('"role":"tool"');
    const run = rig.tap.seen.find(({ url }) => url === `/threads/${thread.thread_id}/runs/wait`);
    expect(JSON.parse(run?.body ?? '')).toMatchObject({ assistant_id: 'agent', input: question });
    expect(run?.headers).not.toHaveProperty('x-api-key');
    expect(run?.headers.authorization).toBe('Bearer the-real-upstream-key');
    const names = [...(first?.headers ?? []), ...Object.keys(run?.headers ?? {})];
    expect(names.filter((name) => name.startsWith('x-sallyport'))).toEqual([]);
  });

  it('streams one, in every mode of the client, as the server sends it', async () => {
    const thread = await client.threads.create();
    const stream = client.runs.stream(thread.thread_id, 'agent', {
      input: question,
      streamMode: ['values', 'updates', 'messages-tuple'],
    });
    const events: string[] = [];
    let said = '';
    let last: unknown;
    for await (const { event, data } of stream) {
      events.push(event);
      if (event === 'values') last = data;
      if (event === 'messages') {
        const [piece] = data as unknown as [Message];
        if (piece.type.startsWith('AIMessage') || piece.type === 'ai') said += piece.content;
      }
    }
    expect(events[0]).toBe('metadata');
    expect(new Set(events)).toEqual(new Set(['metadata', 'values', 'updates', 'messages']));
    expect(events).not.toContain('error');
    expect(messagesOf(last).map(({ type }) => type)).toEqual(['human', 'ai', 'tool', 'ai']);
    expect(said).toContain('Sunny in ');
  });

  it('starts several at once, joins one and its stream', async () => {
    const runs = await client.runs.createBatch([
      { assistantId: 'agent', input: question },
      { assistantId: 'other', input: question },
    ]);
    expect(runs).toHaveLength(2);
    const thread = await client.threads.create();
    const run = await client.runs.create(thread.thread_id, 'other', { input: question });
    await client.runs.join(thread.thread_id, run.run_id);
    const again = await client.runs.create(thread.thread_id, 'agent', {
      input: question,
      streamMode: ['values'],
    });
    const events: string[] = [];
    for await (const { event } of client.runs.joinStream(thread.thread_id, again.run_id)) events.push(event);
    expect(events).not.toContain('error');
    const state = await client.threads.getState(thread.thread_id);
    expect(messagesOf(state.values).at(-1)?.content).toContain('Sunny in ');
    expect((await client.runs.list(thread.thread_id)).map(({ status }) => status)).toEqual([
      'success',
      'success',
    ]);
  });

  it('runs an assistant by its UUID, without a thread too', async () => {
    const [assistant] = await client.assistants.search({ graphId: 'agent' });
    const id = assistant?.assistant_id ?? '';
    expect(id).toMatch(/^[0-9a-f]{8}-/);
    const values = await client.runs.wait(null, id, { input: question });
    expect(messagesOf(values).map(({ type }) => type)).toEqual(['human', 'ai', 'tool', 'ai']);
    expect((await client.assistants.get(id)).graph_id).toBe('agent');
  });
});

describe('memory', () => {
  it('writes and reads the state of a thread', async () => {
    const thread = await client.threads.create({ metadata: { team: 'north' } });
    await client.runs.wait(thread.thread_id, 'other', { input: question });
    await client.threads.updateState(thread.thread_id, {
      values: { messages: [{ role: 'user', content: 'Remember the lighthouse' }] },
      asNode: 'say',
    });
    const state = await client.threads.getState(thread.thread_id);
    expect(messagesOf(state.values).at(-1)?.content).toBe('Remember the lighthouse');
    expect((await client.threads.getHistory(thread.thread_id)).length).toBeGreaterThan(1);
    const found = await client.threads.search({ metadata: { team: 'north' } });
    expect(found.map(({ thread_id }) => thread_id)).toEqual([thread.thread_id]);
    await client.threads.delete(thread.thread_id);
    await expect(client.threads.get(thread.thread_id)).rejects.toMatchObject({ status: 404 });
  });

  it('keeps items in the store', async () => {
    await client.store.putItem(['people', 'ada'], 'likes', { tea: true });
    expect((await client.store.getItem(['people', 'ada'], 'likes'))?.value).toEqual({ tea: true });
    const { items } = await client.store.searchItems(['people']);
    expect(items.map(({ key }) => key)).toEqual(['likes']);
    await client.store.deleteItem(['people', 'ada'], 'likes');
    expect(await client.store.getItem(['people', 'ada'], 'likes')).toBeNull();
  });

  it('passes on what this server says of schedules: they need what its client does not send', async () => {
    const schedule = { schedule: '0 0 * * *', input: question };
    await expect(client.crons.create('agent', schedule)).rejects.toMatchObject({ status: 400 });
    const sent = rig.tap.seen.find(({ url }) => url === '/runs/crons');
    expect(JSON.parse(sent?.body ?? '')).toMatchObject(schedule);
  });
});

describe('who asks', () => {
  it('refuses a stranger at once, with the client’s own error, and the server sees nothing', async () => {
    const before = rig.tap.seen.length;
    const stranger = await rig.client('stranger');
    await expect(stranger.runs.wait(null, 'agent', { input: question })).rejects.toMatchObject({
      status: 403,
    });
    expect(rig.tap.seen.length).toBe(before);
  });

  it('records graph, node and session of each call of the model', async () => {
    const thread = await client.threads.create();
    await client.runs.wait(thread.thread_id, 'agent', { input: question });
    const [started] = await rig.events(
      'session.started',
      1,
      (event) => event['claimedSession'] === thread.thread_id,
    );
    const isCall = ({ session, connection }: Record<string, unknown>): boolean =>
      session === started?.['session'] && connection === 'openai';
    const calls = await rig.events('request.received', 2, isCall);
    expect(calls).toMatchObject([
      { claimed: { graph: 'agent', node: 'assistant' } },
      { claimed: { graph: 'agent', node: 'assistant' } },
    ]);
  });
});
