import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { REQUEST } from '../fixtures/requests.js';
import type { JudgedRequest } from '../verdict.js';
import { closureOf } from './closures.js';
import type { ConditionContext } from './condition.js';
import { environmentOf } from './environment.js';
import {
  AnswerFacts,
  ConnectionFacts,
  IdentityFacts,
  Reading,
  RequestFacts,
  SessionFacts,
  SourceFacts,
} from './facts.js';
import { re2Search } from './re2-search.js';
import { Time } from './time.js';

const environment = environmentOf('answer');

type Outcome = readonly [result: unknown, missedBody: boolean];

/** What a condition gives, or `threw`; and whether it asked for a body that was not read. */
function outcome(request: JudgedRequest, judge: (context: ConditionContext) => unknown): Outcome {
  const reading = new Reading();
  const context: ConditionContext = {
    identity: new IdentityFacts(request),
    session: new SessionFacts(request.session),
    request: new RequestFacts(request, reading),
    connection: new ConnectionFacts(request.connection),
    source: new SourceFacts(request.sourceAddress),
    time: request.timeMs === undefined ? undefined : new Time(request.timeMs, new Map()),
    answer: new AnswerFacts({ spans: [{ position: 'assistant', text: 'some answer' }], status: 200 }),
  };
  try {
    return [judge(context), reading.missedBody];
  } catch {
    return ['threw', reading.missedBody];
  }
}

const words = [
  '',
  'alice',
  'Alice',
  'gpt-4o-mini',
  'drop  table',
  'openai',
  'search',
  'search_x',
  'blue',
  '10.1.2.3',
  'é',
];
const quoted = (text: string): string => JSON.stringify(text);
const word = fc.constantFrom(...words).map(quoted);
const number = fc.constantFrom('0', '1', '3', '12', '200', '-1');

const { string, int, list, condition } = fc.letrec<{
  string: string;
  int: string;
  list: string;
  condition: string;
}>((tie) => ({
  string: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.constantFrom(
      ...['identity.subject', 'identity.agent', 'identity.issuer', 'identity.email', 'session.id'],
      ...['request.model', 'request.path', 'request.kind', 'request.graph', 'connection.name'],
      ...['source.address', 'request.text.user', 'request.text.all', 'answer.text.all', 'time.date'],
    ),
    fc
      .tuple(tie('string'), fc.constantFrom('lowerAscii', 'upperAscii', 'trim'))
      .map(([of, name]) => `${of}.${name}()`),
  ),
  int: fc.oneof(
    { maxDepth: 3 },
    number,
    fc.constantFrom(
      ...['session.requests', 'session.ageS', 'request.items', 'request.choices', 'request.bodyBytes'],
      ...['request.outputTokensMax', 'time.hour', 'time.weekday', 'time.unix', 'answer.status'],
      ...[
        'time.at("Europe/Berlin").hour',
        'time.at("America/New_York").minute',
        'time.at("Asia/Tokyo").unix',
      ],
    ),
    tie('list').map((of) => `size(${of})`),
  ),
  list: fc.oneof(
    fc.array(word, { minLength: 1, maxLength: 4 }).map((all) => `[${all.join(', ')}]`),
    fc.constantFrom(
      ...['identity.groups', 'request.toolsOffered', 'request.toolsCalled', 'request.models'],
      ...['request.kindsFound', 'request.categoriesFound', 'answer.kindsFound'],
    ),
  ),
  condition: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom('true', 'false', 'request.streaming', 'request.hiddenHistory'),
    fc
      .tuple(tie('string'), fc.constantFrom('==', '!=', '<', '<=', '>', '>='), tie('string'))
      .map((all) => all.join(' ')),
    fc
      .tuple(tie('int'), fc.constantFrom('==', '!=', '<', '<=', '>', '>='), tie('int'))
      .map((all) => all.join(' ')),
    fc.tuple(tie('string'), tie('list')).map(([one, of]) => `${one} in ${of}`),
    fc
      .tuple(tie('int'), fc.array(fc.constantFrom('0', '3', '12'), { minLength: 1, maxLength: 3 }))
      .map(([one, of]) => `${one} in [${of.join(', ')}]`),
    fc
      .tuple(tie('string'), fc.constantFrom('contains', 'startsWith', 'endsWith'), tie('string'))
      .map(([of, name, part]) => `${of}.${name}(${part})`),
    fc
      .tuple(tie('string'), fc.constantFrom('(?i)\\\\bdrop\\\\s+table', 'search_(x|y)', '(?i)ALICE', '^gpt'))
      .map(([of, pattern]) => `${of}.re2find("${pattern}")`),
    tie('string').map((of) => `${of}.inNetwork("10.0.0.0/8")`),
    fc
      .tuple(
        tie('list'),
        fc.constantFrom('exists', 'all', 'exists_one'),
        fc.constantFrom('==', '<', '!='),
        tie('string'),
      )
      .map(([of, name, sign, one]) => `${of}.${name}(x, x ${sign} ${one})`),
    fc
      .tuple(tie('list'), fc.constantFrom('exists', 'all', 'exists_one'), tie('condition'))
      .map(([of, name, one]) => `${of}.${name}(y, y.startsWith("s") || (${one}))`),
    fc
      .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
      .map(([one, sign, other]) => `(${one}) ${sign} (${other})`),
    tie('condition').map((one) => `!(${one})`),
  ),
}));

const operation = fc.record(
  {
    kind: fc.constantFrom('chat', 'http'),
    dialect: fc.constant('openai-chat'),
    model: fc.constantFrom('gpt-4o-mini', ''),
    graph: fc.constant(''),
    collection: fc.constant(''),
    items: fc.constantFrom(0, 3),
    isStreaming: fc.boolean(),
    choices: fc.constant(1),
    outputTokensMax: fc.constantFrom(12, undefined),
    hasHiddenHistory: fc.boolean(),
    toolsOffered: fc.subarray(words),
    toolsCalled: fc.subarray(words).map((all) => all.map((name) => ({ name, arguments: '{}' }))),
    spans: fc.subarray(words).map((all) => all.map((text) => ({ position: 'user' as const, text }))),
    bodyBytes: fc.constant(200),
    found: fc.record({ kinds: fc.subarray(words), categories: fc.constant(['personal']) }),
  },
  {
    requiredKeys: [
      ...(['kind', 'dialect', 'model', 'graph', 'collection', 'items', 'isStreaming', 'choices'] as const),
      ...(['outputTokensMax', 'hasHiddenHistory', 'toolsOffered', 'toolsCalled', 'spans'] as const),
    ],
  },
);
const {
  timeMs,
  session,
  issuer = '',
  email = '',
  sourceAddress = '',
  subject,
  groups,
  agent,
  connection,
  method,
  path,
} = REQUEST;
const known = { subject, groups, agent, connection, method, path };
const requests: fc.Arbitrary<JudgedRequest> = fc
  .record(
    {
      operation,
      timeMs: fc.constant(timeMs ?? 0),
      session: fc.constant(session ?? { id: '', requests: 0, ageS: 0 }),
      issuer: fc.constant(issuer),
      email: fc.constant(email),
      sourceAddress: fc.constantFrom(sourceAddress, '::1', 'nowhere'),
    },
    { requiredKeys: [] },
  )
  .map((some) => ({ ...known, ...some }));

describe('conditions as functions', () => {
  it('hold, fail and miss the body as the engine says', () => {
    const seen = new Set<unknown>();
    fc.assert(
      fc.property(condition, requests, (text, request) => {
        const quick = closureOf(environment.parse(text).ast);
        const program = environment.parse(text);
        expect(program.check()).toMatchObject({ valid: true, type: 'bool' });
        expect(quick, text).toBeDefined();
        const expected = outcome(request, (context): unknown => program(context));
        expect(outcome(request, (context) => quick?.(context))).toEqual(expected);
        seen.add(expected[0]);
      }),
      { numRuns: 2000 },
    );
    expect(seen).toEqual(new Set([true, false, 'threw']));
  });

  it.each([
    'identity.attributes.team == "blue"',
    'has(identity.attributes.team)',
    'session.requests * 2 > 10',
    'size(request.text.all) > 3',
    '["a"].filter(x, x == "a").exists(x, x == "a")',
    'request.toolsOffered == request.toolsCalled',
    '"a" in [request.model]',
    '1 == 1 ? true : false',
    '1.5 < 2.5',
  ])('are left to the engine where they have other parts: %s', (text) => {
    expect(closureOf(environment.parse(text).ast)).toBeUndefined();
  });
});

it('each part of what is generated stands for itself', () => {
  expect(fc.sample(string, 20).concat(fc.sample(int, 20), fc.sample(list, 20))).not.toContain('');
});

it('patterns find what RE2 finds', () => {
  const patterns = [
    ...[
      '(?i)\\b(drop|truncate)\\s+table\\s+crm_1\\b',
      'abc+d',
      '(?i)kiss',
      'a|bcd',
      '(?i)s(?:kis|ink)+',
      'x{0,2}abc',
    ],
    ...['(?:kis|abc){2}', '(?i)[k]iss', 'ab(c|d)e', '\\.abc\\+', '(?i)^\\QKISS\\E', 'é(?:abc)'],
  ];
  const pieces = fc.constantFrom(
    'drop',
    'DROP',
    ' ',
    'table',
    'crm_1',
    'a',
    'bcd',
    'abc',
    'kis',
    'K',
    'i',
    'ſs',
    's',
    'S',
    '\u212a',
    'ink',
    '.abc+',
    'é',
    'e',
    'd',
  );
  fc.assert(
    fc.property(fc.constantFrom(...patterns), fc.array(pieces, { maxLength: 12 }), (pattern, all) => {
      const text = all.join('');
      expect(re2Search(pattern)(text)).toBe(RE2JS.compile(pattern).test(text));
    }),
    { numRuns: 4000 },
  );
});
