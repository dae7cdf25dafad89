/** `rules`: conditions on what is asked, answered and called, and what follows from them. */
import { z } from 'zod';
import { ruleReasons } from '../reasons.js';
import { CONDITION_CHARS_MAX } from '../cel/bounds.js';
import { approval } from './approval.js';
import { examples } from './examples.js';
import { maskTarget, NAME_SOMETHING, namesSomething } from './masking-terms.js';
import { connectionName, ruleName } from './names.js';
import { isSection } from './section.js';

export const judgedMoments = ['request', 'answer', 'tool-call'] as const;
export type JudgedMoment = (typeof judgedMoments)[number];

export const ruleActions = ['deny', 'approve', 'mask', 'limit', 'alert'] as const;
export type RuleAction = (typeof ruleActions)[number];

/** What prompt rules and rules with conditions have in common. */
export const ruleCommon = {
  name: ruleName.describe('Shown in verdicts and in the archive.'),
  connections: z
    .array(connectionName)
    .min(1)
    .max(256)
    .optional()
    .describe('Only there. Without it: everywhere.'),
  reasons: z
    .array(z.enum(ruleReasons))
    .min(1)
    .max(8)
    .optional()
    .describe('Reasons in the verdict. Default: one that says the action.'),
  sentence: z
    .string()
    .regex(/^[^\p{Cc}]{1,500}$/u, { error: 'One line of at most 500 characters.' })
    .optional()
    .describe('What the caller is told.'),
  approval: approval.optional().describe('Whom to ask, for `action: approve`.'),
  examples: examples.describe('Operations with the verdict they must get; `policy test` runs them.'),
};

const has = (value: unknown, key: string): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.hasOwn(value, key) &&
  Reflect.get(value, key) !== undefined;
const is = (value: unknown, key: string, wanted: string): boolean =>
  typeof value === 'object' && value !== null && Reflect.get(value, key) === wanted;

/** Whom to ask is said only where somebody is asked. */
export const asksOnlyToApprove = (value: unknown): boolean =>
  !has(value, 'approval') || is(value, 'action', 'approve');
export const ONLY_TO_APPROVE = {
  path: ['approval'],
  error: '`approval` goes with `action: approve`.',
  when: isSection,
};

export const rule = z
  .strictObject({
    ...ruleCommon,
    on: z
      .enum(judgedMoments)
      .default('request')
      .describe('What is judged: the request, the answer, or each tool call in the answer.'),
    when: z
      .string()
      .min(1)
      .max(CONDITION_CHARS_MAX)
      .describe('Condition in CEL; the rule acts where it is true.'),
    action: z
      .enum(ruleActions)
      .describe('`approve` holds the request for people; deny comes before approve.'),
    mask: z
      .strictObject(maskTarget)
      .refine(namesSomething, { error: NAME_SOMETHING })
      .optional()
      .describe('What to mask, for `action: mask`.'),
    limit: ruleName.optional().describe('Name of one of `limits`, for `action: limit`.'),
    mode: z
      .enum(['enforce', 'monitor'])
      .default('enforce')
      .describe('`monitor` records what the rule would have done and does nothing.'),
  })
  .refine((value) => has(value, 'mask') === is(value, 'action', 'mask'), {
    path: ['mask'],
    error: '`mask` and `action: mask` go together.',
    when: isSection,
  })
  .refine(asksOnlyToApprove, ONLY_TO_APPROVE)
  .refine((value) => has(value, 'limit') === is(value, 'action', 'limit'), {
    path: ['limit'],
    error: '`limit` and `action: limit` go together.',
    when: isSection,
  })
  .refine((value) => !is(value, 'action', 'limit') || !has(value, 'on') || is(value, 'on', 'request'), {
    path: ['on'],
    error: 'Limits count requests: leave `on` away.',
    when: isSection,
  })
  .refine((value) => !is(value, 'action', 'mask') || !is(value, 'on', 'tool-call'), {
    path: ['on'],
    error: 'A tool call is denied or held, not masked; mask the answer.',
    when: isSection,
  })
  .refine((value) => !is(value, 'action', 'approve') || !is(value, 'on', 'answer'), {
    path: ['on'],
    error: 'An answer cannot be held: hold the request or the tool call.',
    when: isSection,
  });

export const rules = z.array(rule).max(1000);

export type Rule = z.output<typeof rule>;
