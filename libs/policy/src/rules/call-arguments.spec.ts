import { expect, it } from 'vitest';
import { compile } from '../compile.js';
import { evaluate, evaluateToolCall } from '../evaluate.js';
import { HEAD, loaded } from '../fixtures/documents.js';
import { asking, REQUEST, short } from '../fixtures/requests.js';

const ACCESS = `access:
  - { name: all, groups: [engineers], connections: ['*'], methods: ['*'], paths: [/**] }
`;
const policyOf = (text: string) => {
  const { document, version } = loaded(HEAD + ACCESS + text);
  return compile(document, { version });
};

it('conditions read the arguments of calls however they are written, and none with a name twice', () => {
  const drops = policyOf(`rules:
  - { name: drop, on: tool-call, when: 'tool.name == "sql" && tool.arguments.contains("DROP TABLE")', action: deny }
  - { name: pay, on: tool-call, when: 'tool.name == "pay" && tool.args.amount > 100', action: deny }
  - { name: asked, when: 'request.text.toolCalls.contains("rm -rf") || request.text.all.contains("mkfs /")', action: deny }
`);
  const call = (name: string, args: string) =>
    short(evaluateToolCall(drops, REQUEST, { name, arguments: args }));
  expect(call('sql', String.raw`{"q":"DROP\u0020TABLE x"}`)).toBe('deny drop RULE_DENIED');
  expect(call('sql', '{"q":"a","q":"b"}')).toBe('deny drop RULE_FAILED');
  expect(call('pay', '{"amount":500,"amount":5}')).toBe('deny pay RULE_FAILED');
  expect(call('other', '{"q":"a","q":"b"}')).toBe('allow all ACCESS_GRANTED');
  const asked = (text: string) =>
    short(evaluate(drops, asking({ spans: [{ position: 'tool-call', text }] })));
  expect(asked(String.raw`{"c":"rm \u002drf"}`)).toBe('deny asked RULE_DENIED');
  expect(asked(String.raw`{"c":"mkfs\u0020\/"}`)).toBe('deny asked RULE_DENIED');
  expect(asked(String.raw`{"c":"ls"}`)).toBe('allow all ACCESS_GRANTED');
});
