/** The documents of the matrix: one for each thing that policy can do to a text, wherever it stands. */
import { textPositions, type TextPosition } from '@sallyport/policy/operation';
import { everybody } from '@sallyport/gateway/protocols/http/fixtures/policy-from';

export const actions = ['allow', 'deny', 'mask', 'mask by rule', 'hold', 'block'] as const;
export type Action = (typeof actions)[number];

/** The words that a rule looks for at one position only. */
export const askedWord = (position: TextPosition): string => `quokka${position.replaceAll('-', '')}`;
export const answeredWord = (position: TextPosition): string => `wombat${position.replaceAll('-', '')}`;
/** What rules on tool calls look for in the arguments. */
export const calledWord = 'bandicoot';

const wordRules = (on: 'request' | 'answer', action: 'deny' | 'approve', word: typeof askedWord): string =>
  textPositions
    .map(
      (position) =>
        `  - { name: ${on}-${position}, check: words, on: ${on}, positions: [${position}], action: ${action}, words: [${word(position)}] }\n`,
    )
    .join('');

const callRule = (action: 'deny' | 'approve'): string =>
  `rules: [{ name: such-calls, on: tool-call, when: 'tool.arguments.contains("${calledWord}")', action: ${action} }]\n`;

const everything = 'categories: [personal, financial, health, network, secret]';

/** What stands in the document besides issuers and the connection. */
export const documents: Readonly<Record<Action, string>> = {
  allow: everybody,
  deny: `${everybody}prompts:\n${wordRules('request', 'deny', askedWord)}${wordRules('answer', 'deny', answeredWord)}${callRule('deny')}`,
  hold: `${everybody}prompts:\n${wordRules('request', 'approve', askedWord)}${callRule('approve')}`,
  mask: `${everybody}detectors: { apply: [{ ${everything} }] }\n`,
  'mask by rule': `${everybody}rules:
  - { name: asked, when: 'request.method == "POST" || request.method == "PUT"', action: mask, mask: { ${everything} } }
  - { name: answered, on: answer, when: 'answer.status == 200', action: mask, mask: { ${everything} } }
`,
  block: `${everybody}detectors: { apply: [{ ${everything}, with: block }] }\n`,
};

/** Combinations that there are not, with the reason. */
export const absentActions = {
  'hold of an answer': 'the service has spent its work already: only requests and tool calls wait for people',
} as const;
