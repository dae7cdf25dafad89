/** Many rules, one verdict: deny before hold before allow; monitor rules only leave a note. */
import type { ApprovalRequirement } from '../approval-requirement.js';
import { bothRequirements } from '../approval-requirement.js';
import type { Reason } from '../reasons.js';
import type { MaskOrder, Monitored, Obligation, Verdict } from '../verdict.js';
import type { JudgingRule, Outcome } from './judging-rule.js';

export interface Said {
  readonly rule: JudgingRule;
  readonly outcome: Exclude<Outcome, 'not'>;
}

const FAILURES = {
  failed: {
    reason: 'RULE_FAILED',
    sentence: (name: string) => `The rule ${name} could not be judged for this request.`,
  },
  unreadable: {
    reason: 'UNREADABLE',
    sentence: (name: string) => `What this request says cannot be read, and the rule ${name} depends on it.`,
  },
} as const satisfies Record<'failed' | 'unreadable', { reason: Reason; sentence: (name: string) => string }>;

/** @param granted what access, standing masks and standing limits already said */
export function combine(granted: Verdict, said: readonly Said[]): Verdict {
  if (said.length === 0) return granted;
  const monitored = said.filter(({ rule }) => rule.isMonitor).map(noted);
  const acting = said.filter(({ rule }) => !rule.isMonitor);
  const notes = monitored.length === 0 ? {} : { monitored };
  const alerts = acting.flatMap(({ rule, outcome }): Obligation[] =>
    rule.action === 'alert' && outcome === 'matched' ? [`alert:${rule.name}`] : [],
  );
  const denials = acting.filter(({ rule, outcome }) => outcome !== 'matched' || rule.action === 'deny');
  const decided = (decision: 'deny' | 'hold', by: readonly Said[], first: Said): Verdict => ({
    ...granted,
    decision,
    rule: first.rule.name,
    reasons: [...new Set(by.flatMap(reasonsOf))],
    sentence: sentenceOf(first),
    ...notes,
  });
  const [denial] = denials;
  if (denial !== undefined) {
    const { decision, rule, reasons, sentence, policyVersion } = decided('deny', denials, denial);
    const version = policyVersion === undefined ? {} : { policyVersion };
    return { decision, rule, reasons, obligations: alerts, sentence, ...version, ...notes };
  }
  const passing = { ...granted, ...withObligations(granted, acting, alerts) };
  const holds = acting.filter(({ rule }) => rule.action === 'approve');
  const [hold] = holds;
  if (hold === undefined) return { ...passing, ...notes };
  const { decision, rule, reasons, sentence } = decided('hold', holds, hold);
  const approval = allRequirements(holds);
  return { ...passing, decision, rule, reasons, sentence, ...(approval && { approval }), ...notes };
}

/** Undefined where one of the rules has nobody to ask: then nobody can approve for all. */
function allRequirements(holds: readonly Said[]): ApprovalRequirement | undefined {
  const [first, ...others] = holds.map(({ rule }) => rule.approval);
  return others.reduce((all, next) => all && next && bothRequirements(all, next), first);
}

function withObligations(
  granted: Verdict,
  acting: readonly Said[],
  alerts: readonly Obligation[],
): Pick<Verdict, 'obligations' | 'masks' | 'limits'> {
  const asked = acting.flatMap(({ rule }) => (rule.action === 'mask' && rule.mask ? [rule.mask] : []));
  const counted = acting.flatMap(({ rule }) => (rule.action === 'limit' && rule.limit ? [rule.limit] : []));
  // The standing masks stay one list for all requests of a connection: who made a plan of them need not make another.
  const masks = asked.length === 0 ? (granted.masks ?? []) : [...(granted.masks ?? []), ...asked];
  const limits = [...new Set([...(granted.limits ?? []), ...counted])];
  return {
    obligations: [
      ...new Set([
        ...granted.obligations,
        ...asked.flatMap(maskObligations),
        ...counted.map((name): Obligation => `limit:${name}`),
        ...alerts,
      ]),
    ],
    ...(masks.length === 0 ? {} : { masks }),
    ...(limits.length === 0 ? {} : { limits }),
  };
}

/** `mask:email` for a kind, `mask:personal/*` for a category. */
export const maskObligations = ({ kinds, categories }: MaskOrder): readonly Obligation[] => [
  ...kinds.map((kind): Obligation => `mask:${kind}`),
  ...categories.map((category): Obligation => `mask:${category}/*`),
];

const reasonsOf = ({ rule, outcome }: Said): readonly Reason[] =>
  outcome === 'matched' ? rule.reasons : [FAILURES[outcome].reason];

const sentenceOf = ({ rule, outcome }: Said): string =>
  outcome === 'matched' ? rule.sentence : FAILURES[outcome].sentence(rule.name);

const noted = (one: Said): Monitored => ({
  rule: one.rule.name,
  action: one.outcome === 'matched' ? one.rule.action : 'deny',
  reasons: reasonsOf(one),
});
