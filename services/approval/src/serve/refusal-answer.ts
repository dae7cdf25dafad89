/** Refusals of the core as answers of REST: a status, the code, and the sentence. */
import { HttpException } from '@nestjs/common';
import { refusalSentences } from '../core/refusal.js';
import type { RefusalCode } from '../core/refusal.js';

const statusOf = {
  UNKNOWN: 404,
  ALREADY_DECIDED: 409,
  EXPIRED: 409,
  OWN_REQUEST: 403,
  AGENTS_REQUEST: 403,
  DELEGATED_REQUEST: 403,
  DELEGATED_VOTE: 403,
  NOT_ELIGIBLE: 403,
  NOT_YOUR_TURN: 409,
  REASON_REQUIRED: 400,
  REASON_TOO_LONG: 400,
  GRANT_NOT_OFFERED: 400,
  GRANT_TOO_WIDE: 400,
  NO_VOTE: 409,
  NOT_OPEN: 409,
  NOT_YOURS: 403,
  LOCK_INVALID: 400,
} as const satisfies Record<RefusalCode, number>;

/** What was done, or an HttpException that says why it was not. */
export function mustBeDone<Answer extends { readonly kind: string }>(
  answer: Answer | { readonly kind: 'refused'; readonly code: RefusalCode },
): Exclude<Answer, { readonly kind: 'refused' }> {
  if (answer.kind === 'refused' && 'code' in answer) throw refusal(answer.code);
  return answer as Exclude<Answer, { readonly kind: 'refused' }>;
}

export function refusal(code: RefusalCode): HttpException {
  return new HttpException(refusalSentences[code], statusOf[code], { errorCode: code });
}
