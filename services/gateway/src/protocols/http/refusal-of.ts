/** Why an examined request does not pass, as its answer and its event say it. */
import type { Operation } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import type { Reason, Verdict } from '@sallyport/policy/verdict';
import type { Dialect } from '@sallyport/wire/llm/dialect';
import { plain } from '@sallyport/wire/plain/plain';
import { blockingRule, replacingOrder, type FoundKind } from '../../core/masking/mask-actions.js';
import type { ReadRequest } from '../../core/reading/read-request.js';
import { faultSentence } from '../../core/reading/reading-fault.js';
import type { Refusal } from './examined.js';

/** The caller may, his session token may not: then it is the token that has to be another. */
const widerToken = 'Ask for a session token that includes it, for example with `sallyport token`.';

const ofToken = (reasons: readonly Reason[]): boolean =>
  reasons.includes('TOKEN_CONNECTION_NOT_ALLOWED') || reasons.includes('TOKEN_OPERATION_NOT_ALLOWED');

/** A hold, of a request or of a tool call, is a no where nobody can be asked. */
export function withoutApprover(verdict: Verdict, canAsk: boolean): Verdict {
  if (verdict.decision !== 'hold' || (canAsk && verdict.approval !== undefined)) return verdict;
  return { ...verdict, reasons: [...verdict.reasons, 'NO_APPROVER'] };
}

export function refusalOf(judged: Verdict, dialect: Dialect, operation: Operation | undefined): Refusal {
  const verdict = withoutApprover(judged, false);
  const { decision, sentence: message, rule, reasons } = verdict;
  return {
    kind: 'refused',
    code: decision === 'hold' ? 'APPROVAL_UNAVAILABLE' : 'POLICY_DENIED',
    details: { message, rule, reasons, ...(ofToken(reasons) && { remedy: widerToken }) },
    verdict,
    dialect,
    operation,
  };
}

/** @param why `unfolds`: it is longer once its content coding is undone */
export function tooMuch(
  why: 'long' | 'unfolds' | 'late' | 'gone',
  bytesMax: number,
): Omit<Refusal, 'dialect'> {
  const common = { kind: 'refused', verdict: undefined, operation: undefined } as const;
  if (why !== 'long' && why !== 'unfolds') return { ...common, code: 'REQUEST_TIMEOUT', details: {} };
  const form = why === 'long' ? '' : ', once its content coding is undone,';
  return {
    ...common,
    code: 'BODY_TOO_LARGE',
    details: {
      message: `The body${form} is longer than what is read for the rules of this connection.`,
      remedy: `Send at most ${bytesMax} bytes, or have \`judgeBytesMax\` of the connection raised.`,
    },
  };
}

/** A verdict that refuses for want of reading, with why the body could not be read. */
export function sayingWhy(verdict: Verdict, { fault, dialect, document }: ReadRequest): Verdict {
  if (!verdict.reasons.includes('UNREADABLE')) return verdict;
  const isUnclaimed = document !== undefined && dialect === plain;
  if (fault === undefined && !isUnclaimed) return verdict;
  const why = fault === undefined ? 'No API that is known here claims this path.' : faultSentence(fault);
  return { ...verdict, sentence: `${verdict.sentence} ${why}` };
}

/** A find that an order blocks, or that another would replace in the path: the rule of that order denies. */
export function blocked(verdict: Verdict, found: FoundKind): Verdict {
  const orders = verdict.masks ?? [];
  const replacing = replacingOrder(orders, found);
  const rule = replacing?.rule ?? blockingRule(orders, found);
  const sentence =
    replacing === undefined
      ? `It holds data of the kind ${found.kind}, which may not pass.`
      : `Its path holds data of the kind ${found.kind}, which would be masked elsewhere and cannot be there.`;
  return deniedBy(verdict, rule, 'SENSITIVE_DATA', sentence);
}

/** What must be masked and cannot be read does not pass. */
export function unreadable(verdict: Verdict): Verdict {
  const rule = verdict.masks?.[0]?.rule ?? '';
  return deniedBy(
    verdict,
    rule,
    'UNREADABLE',
    'What this request says cannot be read, and parts of it must be masked.',
  );
}

/** A verdict that lets nothing pass after all. */
export function deniedBy(
  { policyVersion, monitored }: Verdict,
  rule: string,
  reason: Reason,
  sentence: string,
): Verdict {
  return {
    decision: 'deny',
    rule,
    reasons: [reason],
    obligations: [],
    sentence,
    ...(policyVersion !== undefined && { policyVersion }),
    ...(monitored !== undefined && { monitored }),
  };
}
