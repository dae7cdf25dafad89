/** `prompts`: rules on the words of requests and answers, after evasions are undone. */
import { z } from 'zod';
import { textPositions } from '../operation.js';
import { re2Pattern } from './re2-pattern.js';
import { asksOnlyToApprove, ONLY_TO_APPROVE, ruleCommon } from './rules.js';

const phrase = z.string().regex(/^[^\p{Cc}]{2,200}$/u, {
  error: 'Use 2 to 200 characters without control characters.',
});

const common = {
  ...ruleCommon,
  positions: z
    .array(z.enum(textPositions))
    .min(1)
    .max(textPositions.length)
    .optional()
    .describe('Where to look. Without it: where the check makes sense.'),
  action: z.enum(['deny', 'approve', 'alert']).default('deny').describe('What follows.'),
};
const mode = (fallback: 'enforce' | 'monitor') =>
  z
    .enum(['enforce', 'monitor'])
    .default(fallback)
    .describe('`monitor` records what the rule would have done and does nothing.');
const on = z.enum(['request', 'answer']).default('request').describe('Whether requests or answers are read.');
const scoreMin = (fallback: number) =>
  z.number().min(0.1).max(1).default(fallback).describe('From which score on, 0 to 1.');

const words = z.strictObject({
  ...common,
  on,
  check: z.literal('words').describe('Words and phrases nobody may use.'),
  words: z
    .array(phrase)
    .min(1)
    .max(5000)
    .describe('Whole words; case, spacing and look-alikes do not count.'),
  mode: mode('enforce'),
});
const pattern = z.strictObject({
  ...common,
  on,
  check: z.literal('pattern').describe('A pattern of your own.'),
  pattern: re2Pattern.describe(
    'In RE2 syntax; looked for in the text as it is and as it reads without evasions.',
  ),
  mode: mode('monitor'),
});
const injection = z.strictObject({
  ...common,
  on,
  check: z.literal('injection').describe('Instructions that want to replace those of the application.'),
  scoreMin: scoreMin(0.6),
  mode: mode('monitor'),
});
const jailbreak = z.strictObject({
  ...common,
  on,
  check: z.literal('jailbreak').describe('Requests to leave a model’s rules aside.'),
  scoreMin: scoreMin(0.6),
  mode: mode('monitor'),
});
const chatTemplate = z.strictObject({
  ...common,
  on,
  check: z
    .literal('chat-template')
    .describe('Tokens that separate turns, such as `<|im_start|>`, inside a text.'),
  mode: mode('monitor'),
});
const exfiltration = z.strictObject({
  ...common,
  check: z.literal('exfiltration').describe('Images and links in answers that could carry data to somebody.'),
  allowedHosts: z
    .array(z.string().regex(/^(\*\.)?[a-z0-9.-]{1,253}$/, { error: 'A host name, or `*.` and a domain.' }))
    .max(500)
    .default([])
    .describe('Hosts that images and links may name.'),
  mode: mode('monitor'),
});
const canary = z.strictObject({
  ...common,
  on,
  check: z.literal('canary').describe('Strings planted where nobody should read them.'),
  canaries: z.array(phrase.min(8)).min(1).max(1000).describe('The strings, 8 characters or more.'),
  mode: mode('monitor'),
});

const CHECKS = 'words, pattern, injection, jailbreak, chat-template, exfiltration, canary';

export const promptRule = z
  .discriminatedUnion('check', [words, pattern, injection, jailbreak, chatTemplate, exfiltration, canary], {
    error: `Write one of: ${CHECKS}.`,
  })
  .refine(asksOnlyToApprove, ONLY_TO_APPROVE);

export const prompts = z.array(promptRule).max(200);

export type PromptRule = z.output<typeof promptRule>;
