import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../compile.js';
import { evaluate } from '../evaluate.js';
import { HEAD, loaded } from '../fixtures/documents.js';
import { asking, NOON_MS, REQUEST, short } from '../fixtures/requests.js';

const ACCESS = `access:
  - { name: all, groups: [engineers], connections: ['*'], methods: ['*'], paths: [/**] }
`;
const policyOf = (text: string) => {
  const { document, version } = loaded(HEAD + ACCESS + text);
  return compile(document, { version });
};

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
  expect(short(evaluate(policy, REQUEST))).toBe('allow all ACCESS_GRANTED');
  expect(seen.judged).toBe(50);
});
