/** Runs the examples of a document against the document itself. */
import { compile } from '../compile.js';
import type { CompiledPolicy } from '../compile.js';
import type { PolicyDocument } from '../document/document.js';
import type { Example } from '../document/examples.js';
import type { DocumentPath } from '../document/problem.js';
import { evaluate, evaluateAnswer, evaluateToolCall } from '../evaluate.js';
import { textPositions } from '../operation.js';
import type { JudgedOperation, JudgedText, JudgedToolCall } from '../operation.js';
import type { JudgedRequest, Verdict } from '../verdict.js';

export interface ExampleResult {
  readonly path: DocumentPath;
  /** The rule it stands beside; empty for those of the document. */
  readonly rule: string;
  readonly name: string;
  readonly verdict: Verdict;
  /** One sentence for each difference; none when it passed. */
  readonly differences: readonly string[];
}

export function runExamples(document: PolicyDocument, version: string): readonly ExampleResult[] {
  const policy = compile(document, { version });
  const beside = (['rules', 'prompts'] as const).flatMap((section) =>
    document[section].flatMap((rule, r) =>
      rule.examples.map((example, e) => ({ example, rule: rule.name, path: [section, r, 'examples', e] })),
    ),
  );
  const own = document.examples.map((example, e) => ({ example, rule: '', path: ['examples', e] }));
  return [...beside, ...own].map(({ example, rule, path }) => {
    const verdict = judgeExample(policy, example.input);
    return {
      path,
      rule,
      name: example.name ?? '',
      verdict,
      differences: differences(example.expect, verdict),
    };
  });
}

export function judgeExample(policy: CompiledPolicy, input: Example['input']): Verdict {
  const request = requestOf(input);
  if (input.toolCall !== undefined) return evaluateToolCall(policy, request, callOf(input.toolCall));
  if (input.answer !== undefined) {
    const { text, found, status } = input.answer;
    return evaluateAnswer(policy, request, { spans: spansOf(text), found, status });
  }
  return evaluate(policy, request);
}

function differences(expected: Example['expect'], verdict: Verdict): readonly string[] {
  const found: string[] = [];
  const { decision, rule, reasons, obligations = [], monitored = [] } = expected;
  if (decision !== verdict.decision) found.push(`The decision is ${verdict.decision}, not ${decision}.`);
  if (rule !== undefined && rule !== verdict.rule) {
    found.push(`It is decided by ${verdict.rule === '' ? 'no rule' : verdict.rule}, not by ${rule}.`);
  }
  if (reasons !== undefined && !sameSet(reasons, verdict.reasons)) {
    found.push(`The reasons are ${verdict.reasons.join(', ')}, not ${reasons.join(', ')}.`);
  }
  const has = new Set<string>(verdict.obligations);
  const missing = obligations.filter((obligation) => !has.has(obligation));
  if (missing.length > 0) found.push(`These obligations are missing: ${missing.join(', ')}.`);
  const noted = new Set(verdict.monitored?.map((one) => one.rule));
  const silent = monitored.filter((name) => !noted.has(name));
  if (silent.length > 0)
    found.push(`These rules in monitor mode would not have acted: ${silent.join(', ')}.`);
  return found;
}

const sameSet = (a: readonly string[], b: readonly string[]) =>
  new Set(a).size === new Set(b).size && a.every((one) => b.includes(one));

function requestOf(input: Example['input']): JudgedRequest {
  const { subject, groups, agent, issuer, email, attributes, connection, method, path, session } = input;
  return {
    ...{ subject, groups, agent, issuer, email, attributes, connection, method, path, session },
    sourceAddress: input.source,
    timeMs: Date.parse(input.at),
    ...(input.operation === undefined ? {} : { operation: operationOf(input.operation) }),
  };
}

function operationOf({
  text,
  toolsCalled,
  ...rest
}: NonNullable<Example['input']['operation']>): JudgedOperation {
  return {
    ...rest,
    outputTokensMax: rest.outputTokensMax,
    toolsCalled: toolsCalled.map(callOf),
    spans: spansOf(text),
  };
}

const callOf = (call: NonNullable<Example['input']['toolCall']>): JudgedToolCall => ({
  name: call.name,
  arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
});

const spansOf = (text: NonNullable<Example['input']['answer']>['text']): readonly JudgedText[] =>
  textPositions.flatMap((position) => {
    const one = text[position];
    return one === undefined ? [] : [{ position, text: one }];
  });
