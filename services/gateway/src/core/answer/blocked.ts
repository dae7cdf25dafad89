/** The verdict on an answer with a find that is to be blocked. */
import type { Engine } from '@sallyport/masking/engine/compile-detectors';
import type { MaskOrder, Verdict } from '@sallyport/policy/verdict';
import { blockingRule } from '../masking/mask-actions.js';

/** @param orders What masks the answer: the one that blocks this kind gives its rule's name. */
export function blockedVerdict(
  kind: string,
  orders: readonly MaskOrder[],
  engine: Pick<Engine, 'rows'> | undefined,
): Verdict {
  const category = engine?.rows.find((row) => row.kind === kind)?.category;
  return {
    decision: 'deny',
    rule: blockingRule(orders, { kind, category }),
    reasons: ['SENSITIVE_DATA'],
    obligations: [`mask:${kind}`],
    sentence: `The answer holds sensitive data (${kind}) that may not be passed on.`,
  };
}
