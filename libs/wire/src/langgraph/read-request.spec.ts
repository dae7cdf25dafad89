import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../llm/operation.js';
import { langgraph } from './langgraph.js';
import {
  assistantId,
  batch,
  cron,
  others,
  resume,
  stateUpdate,
  storePut,
  streamedRun,
  threadId,
} from './recorded/requests.js';
import type { RecordedRequest } from './recorded/requests.js';

const bytesOf = (request: RecordedRequest): Uint8Array =>
  Buffer.from(request.body === undefined ? '' : JSON.stringify(request.body), 'utf8');
const read = ({ method, path, ...rest }: RecordedRequest) => {
  const target = { method, path, query: '' };
  expect(langgraph.claims(target)).toBe(true);
  const document = langgraph.readRequest(target, bytesOf({ method, path, ...rest }), 'application/json');
  if (document.kind !== 'read') throw new Error(document.where);
  return document;
};
const texts = (operation: Operation): string[] =>
  operation.spans.map(({ position, text, path }) => `${position} /${path.join('/')} ${text}`);
const post = (path: string, body: unknown) => read({ what: '', method: 'POST', path, body });

describe('runs', () => {
  it('says which graph runs on which thread, and whose words its input holds', () => {
    const { operation } = read(streamedRun);
    expect(operation).toMatchObject({
      kind: 'graph-run',
      assistant: 'agent',
      graph: 'agent',
      thread: threadId,
      isStreaming: true,
      hasHiddenHistory: true,
    });
    expect(texts(operation).slice(0, 5)).toEqual([
      'system /input/messages/0/content Be brief',
      'user /input/messages/1/content Who is Ada?',
      'metadata /config/configurable/tone dry',
      'system /config/configurable/system_prompt You are terse',
      'metadata /config/tags/0 t',
    ]);
  });

  it('tells every run of a batch', () => {
    const { operation } = read(batch);
    expect(operation.assistants).toEqual(['agent', assistantId]);
    expect(operation).toMatchObject({
      assistant: 'agent',
      items: 2,
      isStreaming: false,
      hasHiddenHistory: false,
    });
    expect(texts(operation)).toContain('user /1/input/plan drop it');
  });

  it('leaves the graph of an assistant that is named by its id to a lookup', () => {
    expect(read(cron).operation).toMatchObject({ kind: 'graph-schedule', assistant: assistantId, graph: '' });
  });

  it('reads what a run is resumed with as the words of a user', () => {
    expect(texts(read(resume).operation)[0]).toBe('user /command/resume yes, do');
  });

  it('reads every form of a message', () => {
    const forms: readonly (readonly [unknown, string])[] = [
      [{ type: 'ai', content: 'x' }, 'assistant'],
      [['system', 'x'], 'system'],
      [{ type: 'human', data: { content: 'x' } }, 'user'],
      [
        {
          lc: 1,
          type: 'constructor',
          id: ['langchain_core', 'messages', 'ToolMessage'],
          kwargs: { content: 'x' },
        },
        'tool-result',
      ],
      [{ type: 'AIMessageChunk', content: [{ type: 'reasoning', reasoning: 'x' }] }, 'reasoning'],
      [
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'c', function: { name: 'f', arguments: 'x' } }],
        },
        'tool-call',
      ],
      [{ role: 'developer', content: [{ type: 'text', text: 'x' }] }, 'developer'],
      [{ role: 'user', content: [{ type: 'file', filename: 'x' }] }, 'file-name'],
    ];
    for (const [form, position] of forms) {
      const { operation } = post('/runs/wait', { assistant_id: 'agent', input: { messages: [form] } });
      expect(operation.spans.find(({ text }) => text === 'x')?.position).toBe(position);
    }
  });

  it('reads what stands in place of an id and is none', () => {
    const key = `ghp_${'a1B2'.repeat(9)}`;
    const messages = [key, 'm-2'].map((id) => ({ type: 'human', content: 'x', id }));
    const { operation } = post('/runs', { assistant_id: 'a', input: { messages } });
    expect(operation.spans.map(({ position, text }) => `${position} ${text}`)).toEqual([
      'user x',
      `metadata ${key}`,
      'user x',
    ]);
  });

  it('tells calls of earlier turns', () => {
    const calls = [{ id: 'c1', name: 'wipe', args: { table: 'all' } }];
    const { operation } = post('/runs', {
      assistant_id: 'a',
      input: [{ type: 'ai', content: '', tool_calls: calls }],
    });
    expect(operation.toolsCalled).toEqual([{ id: 'c1', name: 'wipe', arguments: '{"table":"all"}' }]);
  });

  it('reads names of members that can carry data', () => {
    const document = post('/runs', { assistant_id: 'a', input: { 'ada@example.org': 1, plan: 'p' } });
    expect(document.operation.spans[0]).toMatchObject({ text: 'ada@example.org', isName: true });
    const changed = document.apply([{ kind: 'text', span: 0, text: '[EMAIL]' }]);
    expect(Buffer.from(changed).toString()).toBe('{"assistant_id":"a","input":{"[EMAIL]":1,"plan":"p"}}');
  });

  it('does not read a run that says nothing, or is none', () => {
    const target = { method: 'POST', path: '/runs', query: '' };
    expect(langgraph.readRequest(target, Buffer.alloc(0), '')).toMatchObject({ reason: 'NOT_THIS_DIALECT' });
    expect(langgraph.readRequest(target, Buffer.from('[]'), '')).toMatchObject({
      reason: 'NOT_THIS_DIALECT',
    });
    expect(langgraph.readRequest({ ...target, path: '/runs/batch' }, Buffer.from('[1]'), '')).toMatchObject({
      reason: 'NOT_THIS_DIALECT',
    });
    expect(langgraph.readRequest(target, Buffer.from('{"assistant_id":["a"]}'), '')).toMatchObject({
      where: '/assistant_id',
    });
    expect(langgraph.readRequest(target, Buffer.from('{"input":'), '')).toMatchObject({ reason: 'NOT_JSON' });
  });
});

describe('memory', () => {
  it('reads written state with its messages', () => {
    const { operation } = read(stateUpdate);
    expect(operation).toMatchObject({ kind: 'graph-state', thread: threadId });
    expect(texts(operation)).toEqual([
      'state /values/answer answer',
      'state /values/answer no',
      'user /values/messages/0/content/0/text and Bob?',
      'metadata /as_node ask',
    ]);
  });

  it('reads items of the store', () => {
    const { operation } = read(storePut);
    expect(operation.kind).toBe('store');
    expect(operation.spans.find(({ key }) => key === 'email')).toMatchObject({ position: 'state' });
  });
});

it.each(others)('$what is $kind', ({ kind, isStreaming, ...request }) => {
  expect(read(request).operation).toMatchObject({ kind, isStreaming: isStreaming ?? false });
});

it('claims nothing that is not the server of a graph', () => {
  for (const [method, path] of [
    ['POST', '/runs/multipart'],
    ['GET', '/runs'],
    ['POST', '/v1/chat/completions'],
    ['PUT', '/threads'],
    ['POST', '/threads//runs'],
  ] as const)
    expect(langgraph.claims({ method, path, query: '' })).toBe(false);
});

describe('commands of the newer protocol', () => {
  const command = (method: string, params: unknown) =>
    post(`/threads/${threadId}/commands`, { id: 1, method, params }).operation;

  it('starts and resumes runs', () => {
    const started = command('run.start', {
      assistant_id: 'agent',
      input: { messages: [{ role: 'user', content: 'hi' }] },
    });
    expect(started).toMatchObject({
      kind: 'graph-run',
      graph: 'agent',
      thread: threadId,
      hasHiddenHistory: true,
    });
    expect(texts(started)).toContain('user /params/input/messages/0/content hi');
    const answers = [{ namespace: [], interrupt_id: 'i', response: { ok: 'yes' } }];
    expect(texts(command('input.respond', { responses: answers }))).toContain(
      'user /params/responses/0/response/ok yes',
    );
    expect(
      texts(command('input.inject', { namespace: [], message: { role: 'system', content: 'stop' } })),
    ).toContain('system /params/message/content stop');
  });

  it('reads, and takes what it does not know for a run', () => {
    expect(command('state.get', { namespace: [] }).kind).toBe('graph-read');
    expect(command('subscription.subscribe', { channels: ['values'] }).kind).toBe('graph-read');
    expect(command('run.later', {}).kind).toBe('graph-run');
  });
});

describe('properties', () => {
  const message = fc.record({
    role: fc.constantFrom('user', 'assistant', 'system', 'tool', 'x'),
    content: fc.oneof(
      fc.string(),
      fc.array(fc.record({ type: fc.constantFrom('text', 'reasoning'), text: fc.string() })),
    ),
  });
  const body = fc.record({
    assistant_id: fc.string(),
    input: fc.oneof(fc.record({ messages: fc.array(message) }), fc.jsonValue()),
    config: fc.record({ configurable: fc.dictionary(fc.string(), fc.jsonValue()) }),
  });

  it('gives the same bytes without changes, and the same meaning with every text replaced by itself', () => {
    fc.assert(
      fc.property(body, fc.constantFrom(0, 2), (value, indent) => {
        const bytes = Buffer.from(JSON.stringify(value, null, indent).toWellFormed(), 'utf8');
        const document = langgraph.readRequest({ method: 'POST', path: '/runs', query: '' }, bytes, '');
        if (document.kind !== 'read') throw new Error(document.where);
        expect(document.apply([])).toBe(bytes);
        const { spans } = document.operation;
        expect(document.apply(spans.map(({ text }, span) => ({ kind: 'text', span, text })))).toEqual(bytes);
        const marked = document.apply(
          spans.map(({ text }, span) => ({ kind: 'text', span, text: `${text}~` })),
        );
        const again = langgraph.readRequest({ method: 'POST', path: '/runs', query: '' }, marked, '');
        if (again.kind !== 'read') throw new Error(again.where);
        const values = (operation: Operation) =>
          operation.spans.filter(({ isName }) => isName !== true).length;
        expect(values(again.operation)).toBe(values(document.operation));
      }),
      { numRuns: 300 },
    );
  });
});
