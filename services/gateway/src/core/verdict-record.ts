/** A verdict of the policy library as events carry it. */
import { recordedText } from '@sallyport/contracts/recorded-text';
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

/** Bytes of a sentence, and rules in monitor mode and obligations told of one verdict: a record has 16 KiB in all. */
const sentenceBytesMax = 512;
const listMax = 32;

/** Access rules give the same verdict for every request they allow. */
const known = new WeakMap<Verdict, VerdictMessage>();

/** @param words short texts as events show them: sentences and obligations may name what was asked for */
export function verdictMessage(verdict: Verdict, words: (text: string) => string): VerdictMessage {
  let message = known.get(verdict);
  if (message === undefined) known.set(verdict, (message = messageOf(verdict, words)));
  return message;
}

function messageOf(
  { decision, rule, reasons, obligations, sentence, monitored }: Verdict,
  words: (text: string) => string,
): VerdictMessage {
  return {
    decision: decisions[decision],
    rule,
    reasons: [...reasons],
    obligations: obligations.slice(0, listMax).map(words),
    sentence: recordedText(words(sentence), sentenceBytesMax),
    monitored: (monitored ?? []).slice(0, listMax).map((one) => ({ ...one, reasons: [...one.reasons] })),
  };
}
