/** The JSON of an error, in the shape that the OpenAI and Anthropic SDKs read. */
import { errorRow, type RefusalCode } from './error-table.js';

export interface ErrorDetails {
  /** In place of the row's sentence: names the rule or the claim, never a value of the request. */
  readonly message?: string;
  /** In place of the row's advice. */
  readonly remedy?: string;
  readonly rule?: string;
  readonly reasons?: readonly string[];
  /** What people were asked, and what they said. */
  readonly approval?: ApprovalDetails;
  /** Seconds for `Retry-After`, in place of the row's. */
  readonly retryAfterS?: number;
  /** Methods that would be taken, for 405. */
  readonly allow?: readonly string[];
}

export interface ApprovalDetails {
  readonly id: string;
  readonly state: string;
  readonly decidedBy?: readonly string[];
  /** What they said. */
  readonly said?: string;
}

/** The verifier's sentence on these says what to do already; with the row's remedy behind it, it would be said twice. */
const saysWhatToDo: ReadonlySet<RefusalCode> = new Set([
  'TOKEN_MISSING',
  'TOKEN_IN_QUERY',
  'TOKEN_EXPIRED',
  'TOKEN_NOT_YET_VALID',
  'TOKEN_GROUPS_OVERAGE',
  'ISSUER_UNAVAILABLE',
]);

/** What happened and what to do about it, for a person. */
export function errorMessage(code: RefusalCode, details: ErrorDetails = {}): string {
  const row = errorRow(code);
  const remedy = details.remedy ?? row.remedy;
  return `${saysWhatToDo.has(code) ? row.message : (details.message ?? row.message)} ${remedy}`;
}

/** OpenAI's SDKs read `error.message`, `error.type` and `error.code`; Anthropic's also the outer `type`. */
export function errorBody(code: RefusalCode, requestId: string, details: ErrorDetails = {}): string {
  const row = errorRow(code);
  const remedy = details.remedy ?? row.remedy;
  return JSON.stringify({
    type: 'error',
    error: {
      code,
      type: row.type,
      message: errorMessage(code, details),
      param: null,
      remedy,
      request_id: requestId,
      ...(details.rule === undefined || details.rule === '' ? {} : { rule: details.rule }),
      ...(details.reasons === undefined || details.reasons.length === 0 ? {} : { reasons: details.reasons }),
      ...(details.approval !== undefined && { approval: details.approval }),
    },
  });
}
