import { describe, expect, it } from 'vitest';
import { compile, needsAnswer, needsAnswerFindings, needsFindings, needsOperation } from '../compile.js';
import { evaluate, evaluateAnswer, evaluateToolCall } from '../evaluate.js';
import { MATCHED_CHARS_MAX } from '../cel/bounds.js';
import { HEAD, loaded } from '../fixtures/documents.js';
import { asking, REQUEST, short, timeless, unread } from '../fixtures/requests.js';
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
      asking({ spans: [{ position: 'user', text: 'a'.repeat(MATCHED_CHARS_MAX + 1) }] }),
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

  it('say whom a hold asks: those of the rule, else the approvers, of several rules all', () => {
    const asks = policyOf(`rules:
  - { name: dba, when: 'request.items > 0', action: approve, approval: { groups: [dba], people: 2 } }
  - { name: anyone, when: 'request.items > 1', action: approve }
  - { name: watched, when: 'true', action: approve, mode: monitor }
roles: { approver: [leads] }
`);
    const askedFor = (items: number) => evaluate(asks, asking({ items })).approval?.anyOf;
    expect(askedFor(0)).toBeUndefined();
    expect(askedFor(1)).toEqual([[{ groups: ['dba'], people: 2 }]]);
    expect(askedFor(2)).toEqual([
      [
        { groups: ['dba'], people: 2 },
        { groups: ['leads'], people: 1 },
      ],
    ]);
    const unanswerable = evaluate(policy, asking({ toolsOffered: ['delete_x'] }));
    expect(unanswerable.decision).toBe('hold');
    expect(unanswerable.approval).toBeUndefined();
  });

  it('name the tool whose call a rule refuses, where the document does not say why', () => {
    const onCalls = policyOf(`rules:
  - { name: no-rm, on: tool-call, when: 'tool.name == "rm"', action: deny }
  - { name: asks, on: tool-call, when: 'tool.name == "mv"', action: approve, sentence: Ask first. }
`);
    const sentence = (name: string) =>
      evaluateToolCall(onCalls, REQUEST, { name, arguments: '{"a":1}' }).sentence;
    expect(sentence('rm')).toBe('The rule no-rm denies it: "rm".');
    expect(sentence('mv')).toBe('Ask first.');
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
