import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from './compile.js';
import { evaluate, evaluateToolCall } from './evaluate.js';
import { HEAD, loaded } from './fixtures/documents.js';
import { asking, REQUEST, short, unread } from './fixtures/requests.js';
import type { JudgedRequest } from './verdict.js';

const ACCESS = `access:
  - { name: all, groups: [engineers], connections: ['*'], methods: ['*'], paths: [/**] }
`;
const UNREAD = unread(REQUEST);

describe('allow-lists', () => {
  const policy = compile(
    loaded(`${HEAD.replace('https://api.openai.com }', 'https://api.openai.com, unlistedTools: strip }')}access:
  - { name: two, groups: [engineers], connections: [openai, tickets], methods: ['*'], paths: [/**], models: [gpt-4o-mini, 'text-*'], tools: [search, 'read_*'] }
  - { name: graphs, groups: [bots], connections: [openai], methods: ['*'], paths: [/**], graphs: [support], collections: [public] }
`).document,
  );
  const bots = { groups: ['bots'] };
  it.each<[string, JudgedRequest, string]>([
    ['a listed model', REQUEST, 'allow two ACCESS_GRANTED'],
    ['a model by its beginning', asking({ model: 'text-embedding-3' }), 'allow two ACCESS_GRANTED'],
    ['another model', asking({ model: 'gpt-4o' }), 'deny MODEL_NOT_ALLOWED'],
    ['a second model', asking({ models: ['gpt-4o'] }), 'deny MODEL_NOT_ALLOWED'],
    ['no model where one runs', asking({ model: '' }), 'deny MODEL_NOT_ALLOWED'],
    ['no model where none runs', asking({ kind: 'models', model: '' }), 'allow two ACCESS_GRANTED'],
    ['a body that was not read', UNREAD, 'deny UNREADABLE'],
    [
      'a body judged as plain HTTP',
      asking({ kind: 'http', model: '', isUnreadable: true }),
      'deny UNREADABLE',
    ],
    [
      'a path of no API that is known',
      asking({ kind: 'http', dialect: 'http', model: '' }),
      'deny UNREADABLE',
    ],
    ['a listed tool', asking({ toolsOffered: ['search', 'read_x'] }), 'allow two ACCESS_GRANTED'],
    [
      'a tool that was called',
      asking({ toolsCalled: [{ name: 'rm', arguments: '' }] }),
      'deny TOOL_NOT_ALLOWED',
    ],
    [
      'another tool elsewhere',
      asking({ toolsOffered: ['rm'] }, { connection: 'tickets' }),
      'deny TOOL_NOT_ALLOWED',
    ],
    ['a listed graph', asking({ kind: 'graph-run', graph: 'support' }, bots), 'allow graphs ACCESS_GRANTED'],
    ['another graph', asking({ kind: 'graph-run', graph: 'other' }, bots), 'deny GRAPH_NOT_ALLOWED'],
    [
      'one graph of a batch',
      asking({ kind: 'graph-run', graph: 'support', graphs: ['other'] }, bots),
      'deny GRAPH_NOT_ALLOWED',
    ],
    ['a graph nobody could name', asking({ kind: 'graph-run' }, bots), 'deny GRAPH_NOT_ALLOWED'],
    [
      'a collection',
      asking({ kind: 'vector-query', collection: 'public' }, bots),
      'allow graphs ACCESS_GRANTED',
    ],
    [
      'another collection',
      asking({ kind: 'vector-query', collection: 'private' }, bots),
      'deny COLLECTION_NOT_ALLOWED',
    ],
    ['all collections at once', asking({ kind: 'vector-admin' }, bots), 'deny COLLECTION_NOT_ALLOWED'],
  ])('%s', (_name, request, expected) => {
    expect(short(evaluate(policy, request))).toBe(expected);
  });

  it.each<[string, JudgedRequest, string]>([
    ['a model', asking({ model: 'gpt-4o' }), 'this model here: "gpt-4o".'],
    ['a second model', asking({ models: ['gpt-4o-mini', 'o3'] }), 'this model here: "o3".'],
    ['no model, as none is named', asking({ model: '' }), 'this model here.'],
    ['a graph', asking({ kind: 'graph-run', graph: 'other' }, bots), 'this graph here: "other".'],
    ['a tool', asking({ toolsCalled: [{ name: 'rm', arguments: '' }] }), 'one of these tools here: "rm".'],
    [
      'what cannot be seen, as escapes',
      asking({ model: 'a\u001b[2J\n"b\\"\u202e\u{e0041} ' }),
      String.raw`this model here: "a\u001b[2J\u000a\"b\\\"\u202e\udb40\udc41 ".`,
    ],
    ['nothing that can be seen', asking({ model: '\u0000' }), String.raw`this model here: "\u0000".`],
    [
      'a part of what is long',
      asking({ model: 'm'.repeat(5_000) }),
      `this model here: "${'m'.repeat(64)}…".`,
    ],
  ])('name in their refusal %s', (_name, request, expected) => {
    expect(evaluate(policy, request).sentence).toContain(
      `The access rules for this caller do not allow ${expected}`,
    );
  });

  it('name in their refusal a tool of an answer', () => {
    const call = { name: 'rm', arguments: '{"secret":1}' };
    expect(evaluateToolCall(policy, REQUEST, call).sentence).toMatch(/tools here: "rm"\.$/);
  });

  it('strip tools where the connection says so, and refuse the call all the same', () => {
    const request = asking({ toolsOffered: ['rm', 'search', 'rm'] });
    const verdict = evaluate(policy, request);
    expect(short(verdict)).toBe('allow two ACCESS_GRANTED');
    expect(verdict.withheldTools).toEqual(['rm']);
    expect(verdict.obligations).toEqual(['withhold-tool:rm']);
    expect(short(evaluateToolCall(policy, request, { name: 'rm', arguments: '{}' }))).toBe(
      'deny TOOL_NOT_ALLOWED',
    );
    expect(short(evaluateToolCall(policy, request, { name: 'search', arguments: '{}' }))).toBe(
      'allow two ACCESS_GRANTED',
    );
  });

  it('never allow more than without them', () => {
    const name = fc.constantFrom('a', 'b', 'c', '');
    const lists = fc.record(
      {
        models: fc.subarray(['a', 'b', '*'], { minLength: 1 }),
        tools: fc.subarray(['a', 'b'], { minLength: 1 }),
      },
      { requiredKeys: [] },
    );
    const open = loaded(HEAD + ACCESS).document;
    fc.assert(
      fc.property(
        lists,
        name,
        fc.array(name, { maxLength: 3 }),
        fc.constantFrom('chat', 'models', 'http'),
        (more, model, tools, kind) => {
          const narrow = compile({ ...open, access: open.access.map((one) => ({ ...one, ...more })) });
          const request = asking({ kind, model, toolsOffered: tools });
          const { decision } = evaluate(narrow, request);
          expect(evaluate(compile(open), request).decision).toBe('allow');
          const isListed = (list: readonly string[] | undefined, one: string) =>
            list === undefined || (one !== '' && (list.includes('*') || list.includes(one)));
          if (decision === 'allow') {
            expect(tools.every((tool) => isListed(more.tools, tool))).toBe(true);
            expect(isListed(more.models, model) || (model === '' && kind !== 'chat')).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
