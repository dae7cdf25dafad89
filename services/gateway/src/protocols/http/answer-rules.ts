/** What is done to the answer of a request, as it follows from how the request was judged. */
import type { Values } from '@sallyport/masking/actions/restore';
import { emptyOperation } from '@sallyport/wire/llm/empty-operation';
import { plain } from '@sallyport/wire/plain/plain';
import type { AnswerRules, Stop } from '../../core/answer/answer.js';
import { sendsAsCame } from '../../core/answer/sends-as-came.js';
import type { ErrorDetails } from '../../core/error-body.js';
import type { RefusalCode } from '../../core/error-table.js';
import type { Door } from './door.js';
import type { Passing, Subject } from './examined.js';
import { withoutApprover } from './refusal-of.js';

export interface AnswerFor {
  readonly examined: Passing;
  /** Values behind the placeholders of the session. */
  readonly values: Values;
}

/** Undefined where nothing depends on what the answer says: it passes as it comes. */
export function answerRules(
  { limits, control }: Door,
  { policy, connection, prospect, arrival }: Subject,
  { examined, values }: AnswerFor,
): AnswerRules | undefined {
  const { reading } = connection;
  const { dialect, judged, read } = examined;
  const isRecorded = connection.record === 'full';
  const owner = { session: prospect.envelope.session, owner: prospect.owner };
  const planOf: AnswerRules['planOf'] = (masks) => policy.planOf(masks, isRecorded, owner);
  const plan = policy.planOf(reading.masks.answer, isRecorded || reading.findsInAnswers, owner);
  if (dialect === plain && !reading.bindsAnswers && plan === undefined && values.size === 0) return undefined;
  // One model, named by its path, was judged with the request.
  const isList = read?.operation.kind === 'models' && read.operation.model === '';
  const showsModel = isList ? policy.shownModels(judged) : undefined;
  return {
    dialect: read?.dialect ?? dialect,
    operation: read?.operation ?? emptyOperation(dialect.name, 'http'),
    plan,
    planOf,
    orders: reading.masks.answer,
    values,
    judgeCall: reading.judgesCalls
      ? (call) => withoutApprover(policy.judgeCall(judged, call), control !== undefined)
      : undefined,
    asksPeople: control !== undefined,
    judgeAnswer: reading.judgesAnswers ? (answer) => policy.judgeAnswer(judged, answer) : undefined,
    findsFirst: reading.findsInAnswers,
    holdsWhole: reading.holdsAnswers,
    showsModel,
    isBinding: reading.bindsAnswers || values.size > 0 || showsModel !== undefined,
    takesUnread: reading.takesUnreadable || (dialect === plain && sendsAsCame(plan) && !reading.holdsAnswers),
    dropsUsage: examined.asksUsage,
    isRecorded,
    gatheredBytesMax: limits.answerGatheredBytesMax,
    requestId: arrival.requestId,
  };
}

export function stopDetails(stop: Stop): { readonly code: RefusalCode; readonly details: ErrorDetails } {
  switch (stop.kind) {
    case 'denied': {
      const { sentence: message, rule, reasons } = stop.verdict;
      return { code: 'POLICY_DENIED', details: { message, rule, reasons } };
    }
    case 'unreadable':
      return { code: 'ANSWER_UNREADABLE', details: { reasons: [stop.reason] } };
    case 'too-large':
      return { code: 'ANSWER_TOO_LARGE', details: {} };
  }
}
