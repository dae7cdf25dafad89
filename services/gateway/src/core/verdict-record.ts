/** A verdict of the policy library as events carry it. */
import {
  Decision,
  type Verdict as VerdictMessage,
} from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { Verdict } from '@sallyport/policy/verdict';

const decisions = {
  allow: Decision.ALLOW,
  deny: Decision.DENY,
  hold: Decision.HOLD,
} as const satisfies Record<Verdict['decision'], Decision>;

export function verdictMessage(verdict: Verdict): VerdictMessage {
  return {
    decision: decisions[verdict.decision],
    rule: verdict.rule,
    reasons: [...verdict.reasons],
    obligations: [...verdict.obligations],
  };
}
