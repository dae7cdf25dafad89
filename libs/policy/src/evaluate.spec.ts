import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from './compile.js';
import type { AccessRule } from './document/access.js';
import { evaluate } from './evaluate.js';
import { HEAD, loaded } from './fixtures/documents.js';
import type { JudgedRequest, Verdict } from './verdict.js';

const RULES = `access:
  - { name: chat, groups: [engineers], connections: [openai], methods: [POST], paths: [/v1/chat/completions] }
  - { name: models, groups: [engineers], connections: [openai], methods: [GET], paths: [/v1/models/**] }
  - { name: bots, groups: [bots], agents: [planner], connections: ['*'], methods: ['*'], paths: [/**] }
  - { name: hello, groups: ['*'], connections: [tickets], methods: [GET], paths: [/hello] }
`;

const policy = compile(loaded(HEAD + RULES).document);

const REQUEST: JudgedRequest = {
  subject: 'alice',
  groups: ['engineers'],
  agent: '',
  connection: 'openai',
  method: 'POST',
  path: '/v1/chat/completions',
};

const judge = (more: Partial<JudgedRequest>): Verdict => evaluate(policy, { ...REQUEST, ...more });
const short = ({ decision, rule, reasons }: Verdict) =>
  [decision, rule, ...reasons].filter(Boolean).join(' ');

describe('verdicts', () => {
  it.each<[string, Partial<JudgedRequest>, string]>([
    ['the rule fits', {}, 'allow chat ACCESS_GRANTED'],
    ['another rule fits', { method: 'GET', path: '/v1/models/x' }, 'allow models ACCESS_GRANTED'],
    ['one of several groups fits', { groups: ['a', 'engineers'] }, 'allow chat ACCESS_GRANTED'],
    ['no group', { groups: [] }, 'deny NO_ACCESS_RULE'],
    ['another group', { groups: ['Engineers', 'engineers '] }, 'deny NO_ACCESS_RULE'],
    ['a group named like the wildcard', { groups: ['*'] }, 'deny NO_ACCESS_RULE'],
    ['a method of the other connection', { connection: 'tickets' }, 'deny METHOD_NOT_ALLOWED'],
    ['a connection that does not exist', { connection: 'nowhere' }, 'deny NO_ACCESS_RULE'],
    ['a connection named like a property', { connection: '__proto__' }, 'deny NO_ACCESS_RULE'],
    ['another method', { method: 'DELETE' }, 'deny METHOD_NOT_ALLOWED'],
    ['a method in small letters', { method: 'post' }, 'deny METHOD_NOT_ALLOWED'],
    ['another path', { path: '/v1/chat/completions/x' }, 'deny PATH_NOT_ALLOWED'],
    ['a path of another rule', { path: '/v1/models' }, 'deny PATH_NOT_ALLOWED'],
    [
      'the agent fits',
      { groups: ['bots'], agent: 'planner', method: 'PUT', path: '/x' },
      'allow bots ACCESS_GRANTED',
    ],
    ['the wrong agent', { groups: ['bots'], agent: 'other' }, 'deny NO_ACCESS_RULE'],
    ['no agent', { groups: ['bots'] }, 'deny NO_ACCESS_RULE'],
    [
      'a rule for everyone',
      { groups: [], connection: 'tickets', method: 'GET', path: '/hello' },
      'allow hello ACCESS_GRANTED',
    ],
    ['a token for the connection', { narrowing: { connections: ['openai'] } }, 'allow chat ACCESS_GRANTED'],
    [
      'a token for another connection',
      { narrowing: { connections: ['tickets'] } },
      'deny TOKEN_CONNECTION_NOT_ALLOWED',
    ],
    ['a token for no connection', { narrowing: { connections: [] } }, 'deny TOKEN_CONNECTION_NOT_ALLOWED'],
    [
      'a token for the operation',
      { narrowing: { operations: ['GET /**', 'POST /v1/chat/*'] } },
      'allow chat ACCESS_GRANTED',
    ],
    [
      'a token for another operation',
      { narrowing: { operations: ['GET /**'] } },
      'deny TOKEN_OPERATION_NOT_ALLOWED',
    ],
    [
      'a token with an unreadable operation',
      { narrowing: { operations: ['everything'] } },
      'deny TOKEN_OPERATION_NOT_ALLOWED',
    ],
    [
      'a token that names what the caller may not',
      { groups: [], narrowing: { connections: ['openai'] } },
      'deny NO_ACCESS_RULE',
    ],
  ])('%s', (_name, more, expected) => {
    expect(short(judge(more))).toBe(expected);
  });

  it('deny everything without rules', () => {
    expect(short(evaluate(compile(loaded(HEAD).document), REQUEST))).toBe('deny NO_ACCESS_RULE');
  });

  it('say in a sentence what decided', () => {
    expect(judge({}).sentence).toBe('The access rule chat allows it.');
    expect(judge({ groups: [] }).sentence).toBe('No access rule lets this caller use this connection.');
  });
});

describe('for every document and request', () => {
  const word = fc.constantFrom('a', 'b', 'c');
  const all = fc.constant<string[]>(['*']);
  const someOf = (values: readonly string[]) => fc.subarray([...values], { minLength: 1 });
  const rule = fc.record(
    {
      groups: fc.oneof(all, someOf(['a', 'b', 'c'])),
      agents: someOf(['a', 'b']),
      connections: fc.oneof(all, someOf(['openai', 'tickets'])),
      methods: fc.oneof(all, someOf(['GET', 'POST'])),
      paths: someOf(['/a', '/a/*', '/b/**', '/**/c']),
    },
    { requiredKeys: ['groups', 'connections', 'methods', 'paths'] },
  );
  const rules = fc
    .array(rule, { maxLength: 5 })
    .map((list) => list.map((fields, index) => ({ ...fields, name: `r${index}` })));
  const request = fc.record({
    subject: fc.constant('alice'),
    groups: fc.array(word, { maxLength: 3 }),
    agent: fc.oneof(fc.constant(''), word),
    connection: fc.constantFrom('openai', 'tickets', 'nowhere'),
    method: fc.constantFrom('GET', 'POST', 'PUT'),
    path: fc.array(word, { maxLength: 3 }).map((segments) => `/${segments.join('/')}`),
  });
  const narrowing = fc.record(
    {
      connections: fc.subarray(['openai', 'tickets']),
      operations: fc.subarray(['GET /**', 'POST /a', '* /b/*', 'nonsense']),
    },
    { requiredKeys: [] },
  );
  const { connections } = loaded(HEAD).document;
  const decide = (access: readonly AccessRule[], judged: JudgedRequest) =>
    evaluate(compile({ access: [...access], connections }), judged);

  it('one more rule never turns an allowance into a denial', () => {
    let allowed = 0;
    fc.assert(
      fc.property(rules, rule, fc.nat(5), request, (access, more, at, judged) => {
        if (decide(access, judged).decision === 'deny') return;
        allowed++;
        expect(decide(access.toSpliced(at, 0, { ...more, name: 'more' }), judged).decision).toBe('allow');
      }),
      { numRuns: 2000 },
    );
    expect(allowed).toBeGreaterThan(50);
  });

  it('narrowing never widens', () => {
    fc.assert(
      fc.property(rules, request, narrowing, (access, judged, less) => {
        const plain = decide(access, judged);
        const narrowed = decide(access, {
          ...judged,
          narrowing: less,
        });
        if (plain.decision === 'deny') expect(narrowed).toEqual(plain);
        else expect([plain.decision, 'deny']).toContain(narrowed.decision);
      }),
      { numRuns: 2000 },
    );
  });

  it('every verdict has a reason and a sentence, and a rule exactly when it allows', () => {
    fc.assert(
      fc.property(rules, request, (access, judged) => {
        const verdict = decide(access, judged);
        expect(verdict.reasons).toHaveLength(1);
        expect(verdict.sentence).toMatch(/^[A-Z].*\.$/);
        expect(verdict.rule !== '').toBe(verdict.decision === 'allow');
      }),
    );
  });
});
