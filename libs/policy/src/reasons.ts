/** Why a verdict is what it is: one closed list. Events, error answers and examples use these words and no others. */

/** What access rules and tokens say. */
export const accessReasons = [
  'ACCESS_GRANTED',
  'NO_ACCESS_RULE',
  'METHOD_NOT_ALLOWED',
  'PATH_NOT_ALLOWED',
  'MODEL_NOT_ALLOWED',
  'GRAPH_NOT_ALLOWED',
  'COLLECTION_NOT_ALLOWED',
  'TOOL_NOT_ALLOWED',
  'TOKEN_CONNECTION_NOT_ALLOWED',
  'TOKEN_OPERATION_NOT_ALLOWED',
] as const;
export type AccessReason = (typeof accessReasons)[number];

/** What a rule of the document may give as its reason. */
export const ruleReasons = [
  'RULE_DENIED',
  'APPROVAL_REQUIRED',
  'SENSITIVE_DATA',
  'LIMITED',
  'ALERTED',
  'PROMPT_INJECTION',
  'JAILBREAK',
  'CHAT_TEMPLATE',
  'DENY_LIST',
  'PATTERN_FOUND',
  'EXFILTRATION',
  'CANARY_FOUND',
  'DESTRUCTIVE',
  'OUTSIDE_HOURS',
  'COST',
  'UNTRUSTED_SOURCE',
  'MODEL_NOT_ALLOWED',
  'GRAPH_NOT_ALLOWED',
  'COLLECTION_NOT_ALLOWED',
  'TOOL_NOT_ALLOWED',
] as const;
export type RuleReason = (typeof ruleReasons)[number];

/** What no document gives as a reason: the judging itself could not be done, or has run out. */
export const ownReasons = [
  'RULE_FAILED',
  'UNREADABLE',
  'NO_APPROVER',
  'LIMIT_EXCEEDED',
  'APPROVAL_DENIED',
  'APPROVAL_EXPIRED',
  'LOCKED',
] as const;
export type OwnReason = (typeof ownReasons)[number];

export type Reason = AccessReason | RuleReason | OwnReason;

export const reasons: readonly Reason[] = [
  ...new Set<Reason>([...accessReasons, ...ruleReasons, ...ownReasons]),
];
