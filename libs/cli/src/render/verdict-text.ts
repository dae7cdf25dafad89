/** A verdict in words: the decision, its rule and reasons; what rules in monitor mode would have done. */
import type { Colours } from './colours.js';
import { safeLine } from './safe-text.js';

/** A verdict as far as it is shown. */
interface ShownVerdict {
  readonly decision: string;
  readonly rule: string;
  readonly reasons: readonly string[];
}

interface ShownMonitored {
  readonly rule: string;
  readonly action: string;
  readonly reasons: readonly string[];
}

/** `deny by rule no-drop (RULE_DENIED)`. */
export function verdictText(verdict: ShownVerdict | undefined, { good, bad, waiting }: Colours): string {
  if (verdict === undefined) return '';
  const paint = { allow: good, deny: bad, hold: waiting }[verdict.decision] ?? good;
  const rule = verdict.rule === '' ? '' : ` by rule ${safeLine(verdict.rule)}`;
  return `${paint(safeLine(verdict.decision))}${rule}${reasonsText(verdict.reasons)}`;
}

export const reasonsText = (reasons: readonly string[]): string =>
  reasons.length === 0 ? '' : ` (${reasons.map(safeLine).join(', ')})`;

/** What is said to people of a verdict that does not let pass. */
export const becauseText = (verdict: { readonly decision: string; readonly sentence: string }): string =>
  verdict.decision === 'allow' || verdict.sentence === '' ? '' : safeLine(verdict.sentence);

const wouldHave: Readonly<Record<string, string>> = {
  deny: 'would have denied it',
  approve: 'would have asked people for approval',
  mask: 'would have masked in it',
  limit: 'would have counted it against its limit',
  alert: 'would have raised an alert',
};

/** One line for each rule in monitor mode that objects. */
export const monitoredLines = (monitored: readonly ShownMonitored[] = []): readonly string[] =>
  monitored.map(
    ({ rule, action, reasons }) =>
      `rule ${safeLine(rule)} ${wouldHave[action] ?? `would have done ${safeLine(action)}`}${reasonsText(reasons)}, but only monitors`,
  );
