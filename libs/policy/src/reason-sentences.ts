/** What each reason means, for people. */
import type { Reason } from './reasons.js';

const SENTENCES = {
  ACCESS_GRANTED: 'An access rule allows it and no other rule objects.',
  NO_ACCESS_RULE: 'No access rule lets this caller use this connection.',
  METHOD_NOT_ALLOWED: 'The access rules for this caller do not allow this method.',
  PATH_NOT_ALLOWED: 'The access rules for this caller do not allow this path.',
  MODEL_NOT_ALLOWED: 'The model, or one of them, is not on the list for this caller.',
  GRAPH_NOT_ALLOWED: 'The graph, or one of them, is not on the list for this caller.',
  COLLECTION_NOT_ALLOWED: 'The collection, or one of them, is not on the list for this caller.',
  TOOL_NOT_ALLOWED: 'A tool that is offered or called is not on the list for this caller.',
  TOKEN_CONNECTION_NOT_ALLOWED: 'The session token was made for other connections.',
  TOKEN_OPERATION_NOT_ALLOWED: 'The session token was made for other operations.',
  RULE_DENIED: 'A rule of the document denies it.',
  APPROVAL_REQUIRED: 'People must approve it first.',
  SENSITIVE_DATA: 'It carries sensitive data.',
  LIMITED: 'It is counted against a limit.',
  ALERTED: 'Somebody is told about it.',
  PROMPT_INJECTION: 'A text wants to replace the application’s instructions.',
  JAILBREAK: 'A text asks the model to leave its rules aside.',
  CHAT_TEMPLATE: 'A text holds tokens that separate turns.',
  DENY_LIST: 'A text holds a word of a deny list.',
  PATTERN_FOUND: 'A text holds what a pattern of the document looks for.',
  EXFILTRATION: 'The answer holds an image or link that could carry data away.',
  CANARY_FOUND: 'A text holds a string planted where nobody should read it.',
  DESTRUCTIVE: 'It could destroy something.',
  OUTSIDE_HOURS: 'It comes at a time at which it is not allowed.',
  COST: 'It would cost too much.',
  UNTRUSTED_SOURCE: 'It comes from an address that is not trusted.',
  RULE_FAILED: 'A rule could not be judged for this request, and so refuses it.',
  UNREADABLE: 'What it says cannot be read, and a rule depends on it.',
  NO_APPROVER: 'It must be approved, and nobody can.',
  LIMIT_EXCEEDED: 'A limit is used up.',
  APPROVAL_DENIED: 'People have refused it.',
  APPROVAL_EXPIRED: 'Nobody has approved it in time, or the approval was taken back.',
  LOCKED: 'A lock forbids it.',
} as const satisfies Record<Reason, string>;

const known: ReadonlyMap<string, string> = new Map(Object.entries(SENTENCES));

/** Reasons of other versions are shown as they are. */
export const reasonSentence = (reason: string): string =>
  known.get(reason) ?? 'This version does not know this reason.';
