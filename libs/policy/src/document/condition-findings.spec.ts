import { describe, expect, it } from 'vitest';
import { bytesOf, HEAD } from '../fixtures/documents.js';
import { loadDocument } from './load.js';
import { problemText } from './problem.js';

/** Problems as lines, without a file name. */
function problems(text: string): string[] {
  const result = loadDocument(bytesOf(text));
  return result.kind === 'refused' ? result.problems.map((problem) => problemText('', problem)) : [];
}

describe('a condition with a fault', () => {
  const ruleAt = (when: string) => `${HEAD}rules:\n  - name: r\n    action: deny\n    when: ${when}\n`;
  it.each<[string, string, string]>([
    ['plain', 'request.modl == "x"', ':10:19: rules[0].when: There is no `modl` here; `model`?'],
    [
      'in double quotes',
      '"request.path == \\"x\\" && request.modl == \'x\'"',
      ':10:45: rules[0].when: There is no `modl`',
    ],
    [
      'in single quotes',
      "'request.path == ''x'' && request.modl == \"x\"'",
      ':10:45: rules[0].when: There is no `modl`',
    ],
    [
      'on several lines',
      '|\n      request.path == "x"\n      && request.modl == "x"',
      ':12:18: rules[0].when: There is no `modl`',
    ],
    [
      'folded',
      '>-\n      request.path == "x"\n\n      && request.modl == "x"',
      ':13:18: rules[0].when: There is no `modl`',
    ],
    [
      'plain on two lines',
      'request.path == "x" &&\n      request.modl == "x"',
      ':11:15: rules[0].when: There is no `modl`',
    ],
  ])('%s is shown with its place', (_name, when, expected) => {
    expect(problems(ruleAt(when)).join('\n')).toContain(expected);
  });

  it('refuses the document whole, together with all other faults', () => {
    const text = `${HEAD}rules:
  - { name: a, when: 'request.model', action: mask, connections: [opena] }
  - { name: a, when: 'true', action: limit, limit: fas, mode: watch }
  - { name: b, when: 'true', action: deny, mask: { kinds: [email] } }
prompts:
  - { name: p, check: word, words: [x] }
  - { name: q, check: pattern, pattern: '(?=a)' }
limits:
  - { name: fast, by: [identity, identity] }
detectors: { apply: [{ with: redact }], patterns: [{ kind: X, pattern: a, lengthMax: 9999 }] }
examples:
  - { input: { connection: nowhere, path: / }, expect: { decision: deny, rule: z, reasons: [BECAUSE] } }
`;
    expect(problems(text).map((line) => line.split(':').slice(3).join(':').trim())).toMatchInlineSnapshot(`
      [
        "rules[0].mask: \`mask\` and \`action: mask\` go together.",
        "rules[0].when: A condition is true or false; this is string.",
        "rules[0].connections[0]: There is no such connection; \`openai\`?",
        "rules[1].name: Another rule has this name.",
        "rules[1].limit: There is no such limit; \`fast\`?",
        "rules[1].mode: Write one of: enforce, monitor.",
        "rules[2].mask: \`mask\` and \`action: mask\` go together.",
        "prompts[0].check: Write one of: words, pattern, injection, jailbreak, chat-template, exfiltration, canary.",
        "prompts[1].pattern: This is no pattern in RE2 syntax: look-around and back-references are not known there.",
        "limits[0]: Say how much: requests, tokensIn, tokensOut, bodyBytes, concurrentStreams.",
        "limits[0].by: Each word once.",
        "detectors.apply[0]: Name \`kinds\`, \`categories\` or both.",
        "detectors.patterns[0].kind: Name a kind of the detector catalogue, or one of \`detectors.patterns\`.",
        "detectors.patterns[0].lengthMax: Too large: at most 4096.",
        "examples[0].input.connection: There is no such connection.",
        "examples[0].expect: There is no such rule.",
        "examples[0].expect.reasons[0]: Write one of: ACCESS_GRANTED, NO_ACCESS_RULE, METHOD_NOT_ALLOWED, PATH_NOT_ALLOWED, MODEL_NOT_ALLOWED, GRAPH_NOT_ALLOWED, COLLECTION_NOT_ALLOWED, TOOL_NOT_ALLOWED, TOKEN_CONNECTION_NOT_ALLOWED, TOKEN_OPERATION_NOT_ALLOWED, RULE_DENIED, APPROVAL_REQUIRED, SENSITIVE_DATA, LIMITED, ALERTED, PROMPT_INJECTION, JAILBREAK, CHAT_TEMPLATE, DENY_LIST, PATTERN_FOUND, EXFILTRATION, CANARY_FOUND, DESTRUCTIVE, OUTSIDE_HOURS, COST, UNTRUSTED_SOURCE, RULE_FAILED, UNREADABLE, NO_APPROVER, LIMIT_EXCEEDED, APPROVAL_DENIED, APPROVAL_EXPIRED, LOCKED.",
      ]
    `);
  });
});
