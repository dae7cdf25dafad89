/** One rule of the document, with a condition or on words, made ready to judge. */
import type { ApprovalRequirement } from '../approval-requirement.js';
import { requirementOf } from '../approval-requirement.js';
import { conditionCompiler } from '../cel/condition.js';
import type { ConditionCompiler, ConditionContext } from '../cel/condition.js';
import type { Reading } from '../cel/facts.js';
import { approval as approvalSection } from '../document/approval.js';
import type { PromptRule } from '../document/prompts.js';
import type { JudgedMoment, Rule, RuleAction } from '../document/rules.js';
import type { JudgedText } from '../operation.js';
import { compilePromptCheck } from '../prompt/prompt-check.js';
import type { Readings } from '../prompt/readings.js';
import type { Reason } from '../reasons.js';
import type { MaskOrder } from '../verdict.js';

/** What there is to judge; made once for each request, answer or call. */
export interface Judged {
  readonly context: ConditionContext;
  readonly reading: Reading;
  /** Undefined: not read. */
  readonly spans: readonly JudgedText[] | undefined;
  readonly readings: Readings;
}

/** `failed`: the condition could not be judged. `unreadable`: because the body was not read. */
export type Outcome = 'matched' | 'not' | 'failed' | 'unreadable';

export interface JudgingRule {
  readonly name: string;
  readonly moment: JudgedMoment;
  /** Undefined: everywhere. */
  readonly connections: ReadonlySet<string> | undefined;
  readonly action: RuleAction;
  readonly isMonitor: boolean;
  readonly reasons: readonly Reason[];
  readonly sentence: string;
  readonly mask: MaskOrder | undefined;
  readonly limit: string | undefined;
  /** Whom a rule that holds asks; undefined where there is nobody. */
  readonly approval: ApprovalRequirement | undefined;
  readonly readsBody: boolean;
  readonly readsFindings: boolean;
  readonly readsAnswerFindings: boolean;
  judge(judged: Judged): Outcome;
}

const DEFAULT_REASONS = {
  deny: 'RULE_DENIED',
  approve: 'APPROVAL_REQUIRED',
  mask: 'SENSITIVE_DATA',
  limit: 'LIMITED',
  alert: 'ALERTED',
} as const satisfies Record<RuleAction, Reason>;

const CHECK_REASONS = {
  words: 'DENY_LIST',
  pattern: 'PATTERN_FOUND',
  injection: 'PROMPT_INJECTION',
  jailbreak: 'JAILBREAK',
  'chat-template': 'CHAT_TEMPLATE',
  exfiltration: 'EXFILTRATION',
  canary: 'CANARY_FOUND',
} as const satisfies Record<PromptRule['check'], Reason>;

const SENTENCES = {
  deny: (name: string) => `The rule ${name} denies it.`,
  approve: (name: string) => `The rule ${name} wants people to approve it.`,
  mask: (name: string) => `The rule ${name} masks parts of it.`,
  limit: (name: string) => `The rule ${name} limits it.`,
  alert: (name: string) => `The rule ${name} raises an alert.`,
} as const satisfies Record<RuleAction, (name: string) => string>;

/** Whether the document left it to us to say why the rule refuses. */
export const isOwnSentence = (rule: string, sentence: string): boolean =>
  sentence === SENTENCES.deny(rule) || sentence === SENTENCES.approve(rule);

/** @param approvers groups that are asked where a rule does not say whom */
export function judgingRules(
  rules: readonly Rule[],
  prompts: readonly PromptRule[],
  approvers: readonly string[],
): readonly JudgingRule[] {
  const compileCondition = conditionCompiler();
  return [
    ...rules.map((rule) => withCondition(rule, compileCondition, approvers)),
    ...prompts.map((rule) => onWords(rule, approvers)),
  ];
}

/** @throws TypeError for a condition that loading would have refused */
function withCondition(
  rule: Rule,
  compileCondition: ConditionCompiler,
  approvers: readonly string[],
): JudgingRule {
  const compiled = compileCondition(rule.when, rule.on);
  if (compiled.kind === 'refused') throw new TypeError(`rule ${rule.name}: ${compiled.message}`);
  const { condition } = compiled;
  return {
    ...common(rule, DEFAULT_REASONS[rule.action], approvers),
    moment: rule.on,
    mask: rule.mask && { rule: rule.name, ...rule.mask },
    limit: rule.limit,
    readsBody: condition.readsBody,
    readsFindings: condition.readsFindings,
    readsAnswerFindings: condition.readsAnswerFindings,
    judge: ({ context, reading }) => {
      reading.begin();
      try {
        return condition.holds(context) ? 'matched' : 'not';
      } catch {
        // Whatever went wrong: what cannot be judged is refused, and the verdict says so.
        return reading.missedBody ? 'unreadable' : 'failed';
      }
    },
  };
}

function onWords(rule: PromptRule, approvers: readonly string[]): JudgingRule {
  const finds = compilePromptCheck(rule);
  return {
    ...common(rule, CHECK_REASONS[rule.check], approvers),
    moment: rule.check === 'exfiltration' ? 'answer' : rule.on,
    mask: undefined,
    limit: undefined,
    readsBody: rule.check !== 'exfiltration' && rule.on === 'request',
    readsFindings: false,
    readsAnswerFindings: false,
    judge: ({ spans, readings }) => {
      if (spans === undefined) return 'unreadable';
      return finds(spans, readings) ? 'matched' : 'not';
    },
  };
}

type Common = Pick<Rule, 'name' | 'connections' | 'action' | 'mode' | 'reasons' | 'sentence' | 'approval'>;

const common = (
  { name, connections, action, mode, reasons, sentence, approval }: Common,
  reason: Reason,
  approvers: readonly string[],
) => ({
  name,
  connections: connections && new Set(connections),
  action,
  isMonitor: mode === 'monitor',
  reasons: reasons ?? [reason],
  sentence: sentence ?? SENTENCES[action](name),
  approval: action === 'approve' ? requirementOf(name, approval ?? unsaid, approvers) : undefined,
});

/** What a rule wants that does not say it. */
const unsaid = approvalSection.parse({});
