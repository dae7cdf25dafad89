/** Why an examined request does not pass, as its answer and its event say it. */
import type { Operation } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import type { Reason, Verdict } from '@sallyport/policy/verdict';
import type { Dialect } from '@sallyport/wire/llm/dialect';
import type { Refusal } from './examine.js';

/** The caller may, his session token may not: then it is the token that has to be another. */
const widerToken = 'Ask for a session token that includes it, for example with `sallyport token`.';

const ofToken = (reasons: readonly Reason[]): boolean =>
  reasons.includes('TOKEN_CONNECTION_NOT_ALLOWED') || reasons.includes('TOKEN_OPERATION_NOT_ALLOWED');

/** A hold is a no until somebody can be asked. */
export function refusalOf(verdict: Verdict, dialect: Dialect, operation: Operation | undefined): Refusal {
  const isHold = verdict.decision === 'hold';
  const reasons: readonly Reason[] = isHold ? [...verdict.reasons, 'NO_APPROVER'] : verdict.reasons;
  const { sentence: message, rule } = verdict;
  return {
    kind: 'refused',
    code: isHold ? 'APPROVAL_UNAVAILABLE' : 'POLICY_DENIED',
    details: { message, rule, reasons, ...(ofToken(reasons) && { remedy: widerToken }) },
    verdict: isHold ? { ...verdict, reasons } : verdict,
    dialect,
    operation,
  };
}

export function tooMuch(why: 'long' | 'late' | 'gone', bytesMax: number): Omit<Refusal, 'dialect'> {
  const common = { kind: 'refused', verdict: undefined, operation: undefined } as const;
  if (why !== 'long') return { ...common, code: 'REQUEST_TIMEOUT', details: {} };
  return {
    ...common,
    code: 'BODY_TOO_LARGE',
    details: {
      message: 'The body is longer than what is read for the rules of this connection.',
      remedy: `Send at most ${bytesMax} bytes, or have \`judgeBytesMax\` of the connection raised.`,
    },
  };
}

/** A find that an order blocks: the rule of that order denies. */
export function blocked(verdict: Verdict, kind: string): Verdict {
  const order = verdict.masks?.find((mask) => mask.with === 'block');
  return deniedBy(
    verdict,
    order?.rule ?? '',
    'SENSITIVE_DATA',
    `It holds data of the kind ${kind}, which may not pass.`,
  );
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
