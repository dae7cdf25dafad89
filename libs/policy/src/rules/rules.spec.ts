import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, needsAnswer, needsAnswerFindings, needsFindings, needsOperation } from '../compile.js';
import { evaluate, evaluateAnswer, evaluateToolCall } from '../evaluate.js';
import { HEAD, loaded } from '../fixtures/documents.js';
import { asking, NOON_MS, OPERATION, REQUEST, short, timeless, unread } from '../fixtures/requests.js';
import type { JudgedRequest } from '../verdict.js';

const ACCESS = `access:
  - { name: all, groups: [engineers], connections: ['*'], methods: ['*'], paths: [/**] }
`;
const policyOf = (text: string) => {
  const { document, version } = loaded(HEAD + ACCESS + text);
  return compile(document, { version });
};
const rule = (when: string, more = 'action: deny') =>
  `rules:\n  - name: r\n    when: '${when}'\n    ${more}\n`;
const UNREAD = unread(REQUEST);
const TIMELESS = timeless(REQUEST);

describe('conditions', () => {
  it.each<[string, string, JudgedRequest, string]>([
    ['the model', 'request.model == "gpt-4o-mini"', REQUEST, 'deny r RULE_DENIED'],
    ['another model', 'request.model == "gpt-5"', REQUEST, 'allow all ACCESS_GRANTED'],
    [
      'one of several models',
      '"b" in request.models',
      asking({ model: 'a', models: ['b'] }),
      'deny r RULE_DENIED',
    ],
    [
      'a tool',
      'request.toolsOffered.exists(t, t.startsWith("delete_"))',
      asking({ toolsOffered: ['x', 'delete_y'] }),
      'deny r RULE_DENIED',
    ],
    [
      'a tool called',
      '"rm" in request.toolsCalled',
      asking({ toolsCalled: [{ name: 'rm', arguments: '{}' }] }),
      'deny r RULE_DENIED',
    ],
    ['a text at its position', 'request.text.user.contains("Hello")', REQUEST, 'deny r RULE_DENIED'],
    ['a text elsewhere', 'request.text.system.contains("Hello")', REQUEST, 'allow all ACCESS_GRANTED'],
    ['a pattern', 'request.text.all.matches("(?i)^hello")', REQUEST, 'deny r RULE_DENIED'],
    ['a group', '"engineers" in identity.groups', REQUEST, 'deny r RULE_DENIED'],
    ['an attribute', 'identity.attributes.team == "blue"', REQUEST, 'deny r RULE_DENIED'],
    ['an attribute that is not there', 'identity.attributes.rank == "x"', REQUEST, 'deny r RULE_FAILED'],
    [
      'an attribute that is asked for first',
      'has(identity.attributes.rank) && identity.attributes.rank == "x"',
      REQUEST,
      'allow all ACCESS_GRANTED',
    ],
    ['a property of objects', 'has(identity.attributes.constructor)', REQUEST, 'allow all ACCESS_GRANTED'],
    ['the source', 'source.address.inNetwork("10.0.0.0/8")', REQUEST, 'deny r RULE_DENIED'],
    ['another source', 'source.address.inNetwork("2001:db8::/32")', REQUEST, 'allow all ACCESS_GRANTED'],
    ['the hour', 'time.hour == 12 && time.minute == 0 && time.weekday == 1', REQUEST, 'deny r RULE_DENIED'],
    ['the hour elsewhere', 'time.at("Asia/Tokyo").hour == 21', REQUEST, 'deny r RULE_DENIED'],
    [
      'the day elsewhere',
      'time.at("Pacific/Auckland").date == "2026-01-06" && time.at("Pacific/Auckland").weekday == 2',
      REQUEST,
      'deny r RULE_DENIED',
    ],
    ['a time that nobody gave', 'time.hour == 12', TIMELESS, 'deny r RULE_FAILED'],
    ['the session', 'session.requests + 1 > 3 && session.ageS >= 60', REQUEST, 'deny r RULE_DENIED'],
    ['a body that was not read', 'request.model == "x"', UNREAD, 'deny r UNREADABLE'],
    ['a condition that needs no body', 'request.path == "/x"', UNREAD, 'allow all ACCESS_GRANTED'],
    [
      'findings',
      '"email" in request.kindsFound',
      asking({ found: { kinds: ['email'], categories: ['personal'] } }),
      'deny r RULE_DENIED',
    ],
    ['findings that nobody looked for', '"email" in request.kindsFound', REQUEST, 'deny r RULE_FAILED'],
    ['a division by nothing', '1 / request.items == 1', REQUEST, 'deny r RULE_FAILED'],
    [
      'a list that is too long',
      'request.toolsOffered.all(t, t != "x")',
      asking({ toolsOffered: Array.from({ length: 1025 }, String) }),
      'deny r RULE_FAILED',
    ],
    [
      'a text that is too long to match',
      'request.text.all.matches("z")',
      asking({ spans: [{ position: 'user', text: 'a'.repeat(262_145) }] }),
      'deny r RULE_FAILED',
    ],
    [
      'a count',
      'request.choices > 1 || request.outputTokensMax > 100',
      asking({ outputTokensMax: 200 }),
      'deny r RULE_DENIED',
    ],
  ])('%s', (_name, when, request, expected) => {
    expect(short(evaluate(policyOf(rule(when)), request))).toBe(expected);
  });

  it('fail closed whatever the rule would have done', () => {
    for (const more of ['action: alert', 'action: approve', 'action: mask\n    mask: { kinds: [email] }']) {
      expect(short(evaluate(policyOf(rule('1 / request.items == 1', more)), REQUEST))).toBe(
        'deny r RULE_FAILED',
      );
    }
    const monitored = evaluate(
      policyOf(rule('1 / request.items == 1', 'action: deny\n    mode: monitor')),
      REQUEST,
    );
    expect(short(monitored)).toBe('allow all ACCESS_GRANTED');
    expect(monitored.monitored).toEqual([{ rule: 'r', action: 'deny', reasons: ['RULE_FAILED'] }]);
  });
});

describe('actions', () => {
  const policy = policyOf(`rules:
  - { name: alerts, when: 'true', action: alert }
  - { name: masks, when: 'request.model.startsWith("gpt")', action: mask, mask: { kinds: [email], categories: [secret], with: hash } }
  - { name: counts, when: 'request.streaming', action: limit, limit: streams }
  - { name: asks, when: '"delete_x" in request.toolsOffered', action: approve, reasons: [DESTRUCTIVE], sentence: Ask first. }
  - { name: asks-too, when: 'request.items > 1', action: approve }
  - { name: denies, when: 'request.items > 2', action: deny, reasons: [COST, DESTRUCTIVE] }
  - { name: watches, when: 'true', action: deny, mode: monitor, connections: [openai] }
limits:
  - { name: streams, by: [identity], concurrentStreams: 2 }
  - { name: always, by: [identity, agent], connections: [openai], requests: 5 }
detectors:
  apply:
    - { categories: [personal], except: [ipv4], with: tokenise, connections: [openai] }
    - { kinds: [iban], on: [answer] }
`);

  it('come with obligations, alerts and notes', () => {
    const verdict = evaluate(policy, asking({ isStreaming: true }));
    expect(short(verdict)).toBe('allow all ACCESS_GRANTED');
    expect(verdict.obligations).toEqual([
      'mask:personal/*',
      'limit:always',
      'mask:email',
      'mask:secret/*',
      'limit:streams',
      'alert:alerts',
    ]);
    expect(verdict.limits).toEqual(['always', 'streams']);
    expect(verdict.masks).toEqual([
      { rule: '', kinds: [], categories: ['personal'], except: ['ipv4'], with: 'tokenise' },
      { rule: 'masks', kinds: ['email'], categories: ['secret'], except: [], with: 'hash' },
    ]);
    expect(verdict.monitored).toEqual([{ rule: 'watches', action: 'deny', reasons: ['RULE_DENIED'] }]);
    expect(verdict.policyVersion).toMatch(/^[0-9a-f]{64}$/);
  });

  it('deny comes before hold, and hold before allow', () => {
    const held = evaluate(policy, asking({ toolsOffered: ['delete_x'] }));
    expect(short(held)).toBe('hold asks DESTRUCTIVE');
    expect(held.sentence).toBe('Ask first.');
    expect(held.obligations).toContain('mask:email');
    expect(short(evaluate(policy, asking({ toolsOffered: ['delete_x'], items: 2 })))).toBe(
      'hold asks DESTRUCTIVE APPROVAL_REQUIRED',
    );
    const denied = evaluate(policy, asking({ toolsOffered: ['delete_x'], items: 3 }));
    expect(short(denied)).toBe('deny denies COST DESTRUCTIVE');
    expect(denied.obligations).toEqual(['alert:alerts']);
    expect(denied.sentence).toBe('The rule denies denies it.');
    expect(denied.policyVersion).toMatch(/^[0-9a-f]{64}$/);
  });

  it('know where they apply', () => {
    const elsewhere = evaluate(policy, { ...REQUEST, connection: 'tickets' });
    expect(elsewhere.limits).toBeUndefined();
    expect(elsewhere.monitored).toBeUndefined();
    expect(needsOperation(policy, 'openai')).toBe(true);
    expect(needsFindings(policy, 'openai')).toBe(false);
    expect(needsOperation(policyOf(''), 'openai')).toBe(false);
    expect(needsAnswer(policyOf(''), 'openai')).toBe(false);
    expect(needsAnswer(policy, 'openai')).toBe(true);
  });

  it('judge answers and tool calls', () => {
    const later = policyOf(`rules:
  - { name: no-keys, on: answer, when: '"secret" in answer.categoriesFound', action: deny, reasons: [SENSITIVE_DATA] }
  - { name: soft, on: answer, when: 'answer.text.assistant.contains("@")', action: mask, mask: { kinds: [email] } }
  - { name: paths, on: tool-call, when: 'tool.name == "read" && tool.args.path.startsWith("/etc")', action: deny, reasons: [TOOL_NOT_ALLOWED] }
  - { name: odd, on: tool-call, when: 'tool.name == "odd" && (has(tool.args.x.constructor) || has(tool.args.__proto__))', action: deny }
  - { name: sums, on: tool-call, when: 'tool.name == "pay" && tool.args.amount > 100', action: approve }
`);
    expect(needsAnswerFindings(later, 'openai')).toBe(true);
    expect(needsFindings(later, 'openai')).toBe(false);
    const answer = (text: string, categories: readonly string[]) =>
      evaluateAnswer(later, REQUEST, {
        spans: [{ position: 'assistant', text }],
        found: { kinds: [], categories },
      });
    expect(short(answer('x', ['secret']))).toBe('deny no-keys SENSITIVE_DATA');
    expect(answer('a@b', []).obligations).toEqual(['mask:email']);
    expect(short(answer('x', []))).toBe('allow ACCESS_GRANTED');
    const call = (name: string, args: string) =>
      short(evaluateToolCall(later, REQUEST, { name, arguments: args }));
    expect(call('read', '{"path":"/etc/passwd"}')).toBe('deny paths TOOL_NOT_ALLOWED');
    expect(call('read', '{"path":"/home"}')).toBe('allow all ACCESS_GRANTED');
    expect(call('read', '{"path":5}')).toBe('deny paths RULE_FAILED');
    expect(call('read', '{}')).toBe('deny paths RULE_FAILED');
    expect(call('odd', '{"x":{"y":1}}')).toBe('allow all ACCESS_GRANTED');
    expect(call('read', 'no JSON')).toBe('deny paths RULE_FAILED');
    expect(call('pay', '{"amount":150.5}')).toBe('hold sums APPROVAL_REQUIRED');
    expect(call('pay', '{"amount":50}')).toBe('allow all ACCESS_GRANTED');
    expect(call('other', 'no JSON')).toBe('allow all ACCESS_GRANTED');
  });
});

describe('of any rules', () => {
  const condition = fc.constantFrom(
    'true',
    'false',
    'request.items > 2',
    'request.model == "a"',
    '1 / request.items == 1',
    '"x" in request.toolsOffered',
    'time.hour > 12',
  );
  const anyRule = fc.record({
    when: condition,
    action: fc.constantFrom('deny', 'approve', 'alert'),
    mode: fc.constantFrom('enforce', 'monitor'),
  });
  const document = (rules: readonly { when: string; action: string; mode: string }[]) =>
    policyOf(`rules: ${JSON.stringify(rules.map((one, index) => ({ name: `r${index}`, ...one })))}\n`);
  const request = fc
    .record({
      items: fc.nat(4),
      model: fc.constantFrom('a', 'b'),
      tools: fc.subarray(['x', 'y']),
      hour: fc.nat(23),
    })
    .map(({ items, model, tools, hour }) =>
      asking({ items, model, toolsOffered: tools }, { timeMs: NOON_MS + (hour - 12) * 3_600_000 }),
    );
  const strictness = { allow: 0, hold: 1, deny: 2 };

  it('one more rule never allows more, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 6 }),
        anyRule,
        fc.nat(6),
        request,
        (rules, more, at, judged) => {
          const before = evaluate(document(rules), judged).decision;
          const after = evaluate(document(rules.toSpliced(at, 0, more)), judged).decision;
          expect(strictness[after]).toBeGreaterThanOrEqual(strictness[before]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('a monitor rule never changes the decision, its reasons and its obligations', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 5 }), anyRule, request, (rules, more, judged) => {
        const before = evaluate(document(rules), judged);
        const after = evaluate(document([...rules, { ...more, mode: 'monitor' }]), judged);
        const seen = ({ decision, rule: by, reasons, obligations, sentence, masks }: typeof before) => [
          ...[decision, by, reasons, obligations, sentence, masks],
        ];
        expect(seen(after)).toEqual(seen(before));
      }),
      { numRuns: 150 },
    );
  });

  it('the order of rules never changes the decision', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 5 }), request, (rules, judged) => {
        expect(evaluate(document(rules.toReversed()), judged).decision).toBe(
          evaluate(document(rules), judged).decision,
        );
      }),
      { numRuns: 100 },
    );
  });
});

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

it('costs a time linear in the number of rules', () => {
  const seen = { judged: 0 };
  const many = policyOf(
    `rules: ${JSON.stringify(Array.from({ length: 50 }, (_, index) => ({ name: `r${index}`, when: `request.model == "m${index}"`, action: 'deny' })))}\n`,
  );
  const stage = many.stages.get('openai');
  const counted = stage?.rules.request.map((one) => ({
    ...one,
    judge: (judged: Parameters<typeof one.judge>[0]) => {
      seen.judged++;
      return one.judge(judged);
    },
  }));
  const policy = {
    ...many,
    stages: new Map(
      stage && counted ? [['openai', { ...stage, rules: { ...stage.rules, request: counted } }]] : [],
    ),
  };
  expect(short(evaluate(policy, { ...REQUEST, operation: OPERATION }))).toBe('allow all ACCESS_GRANTED');
  expect(seen.judged).toBe(50);
});
