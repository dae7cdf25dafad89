/** The archive's items as the command line shows them: every field optional, for archives of other versions. */
import { z } from 'zod';
import { decisionView, toldText } from './decision-view.js';

const text = z.string();
const count = z.number();
const identity = z.object({
  subject: text,
  agent: text.optional(),
  issuer: text.optional(),
  groups: z.array(text).default([]),
});

export const sessionView = z.object({
  id: text,
  firstTime: text.optional(),
  lastTime: text.optional(),
  identity: identity.optional(),
  agents: z.array(text).default([]),
  connections: z.array(text).default([]),
  requests: count.default(0),
  allowed: count.default(0),
  held: count.default(0),
  released: count.default(0),
  heldRefused: count.default(0),
  refused: count.default(0),
  models: z.array(text).default([]),
  graphs: z.array(text).default([]),
  tools: z.array(text).default([]),
  toolCalls: count.default(0),
  deniedToolCalls: count.default(0),
  heldToolCalls: count.default(0),
  masked: count.default(0),
  tokens: z.object({ input: count.default(0), output: count.default(0) }).prefault({}),
  costs: z.array(z.object({ currency: text, micros: count })).default([]),
  alerts: count.default(0),
  people: z.object({ approved: count.default(0), denied: count.default(0) }).prefault({}),
});
export type SessionView = z.output<typeof sessionView>;

const verdict = z.object({
  decision: text,
  rule: text.default(''),
  reasons: z.array(text).default([]),
  obligations: z.array(text).default([]),
  sentence: text.default(''),
  monitored: z
    .array(z.object({ rule: text, action: text.default(''), reasons: z.array(text).default([]) }))
    .default([]),
});
export type VerdictView = z.output<typeof verdict>;

const operation = z.object({
  dialect: text.default(''),
  kinds: z.array(text).default([]),
  model: text.default(''),
  graphs: z.array(text).default([]),
  thread: text.default(''),
  collections: z.array(text).default([]),
  items: count.default(0),
  streaming: z.boolean().default(false),
  toolsOffered: z.array(text).default([]),
  toolsCalled: z.array(text).default([]),
  toolsWithheld: z.array(text).default([]),
  unreadable: text.default(''),
  hiddenHistory: z.boolean().default(false),
});
export type OperationView = z.output<typeof operation>;

const masked = z.object({
  kind: text,
  action: text.default(''),
  position: text.default(''),
  count: count.default(0),
});
export type MaskedView = z.output<typeof masked>;

const usage = z.object({
  inputTokens: count.optional(),
  outputTokens: count.optional(),
  cachedTokens: count.optional(),
  reasoningTokens: count.optional(),
});
export type UsageView = z.output<typeof usage>;

const cost = z.object({ currency: text, micros: count });
export type CostView = z.output<typeof cost>;

const toolCall = z.object({
  tool: text,
  callId: text.default(''),
  verdict: verdict.optional(),
  arguments: toldText.optional(),
});
export type ToolCallView = z.output<typeof toolCall>;

const alert = z.object({
  kind: text,
  rule: text.default(''),
  reasons: z.array(text).default([]),
  detector: text.default(''),
});
export type AlertView = z.output<typeof alert>;

const body = z.object({
  size: count.default(0),
  recordedSize: count.optional(),
  recorded: text.default('none'),
  text: text.optional(),
  truncated: z.boolean().optional(),
  sha256: text.optional(),
  originalHmac: text.optional(),
  digestMatches: z.boolean().optional(),
});
export type BodyView = z.output<typeof body>;

export const eventView = z.object({
  id: text,
  type: text,
  time: text,
  session: text.default(''),
  requestId: text.optional(),
  identity: identity.optional(),
  connection: text.optional(),
  source: z.object({ network: text }).optional(),
  verdict: verdict.optional(),
  claimed: z.object({ graph: text.default(''), node: text.default(''), run: text.default('') }).optional(),
  operation: operation.optional(),
  masked: z.array(masked).default([]),
  usage: usage.optional(),
  cost: cost.optional(),
  answerVerdict: verdict.optional(),
  toolCalls: z.array(toolCall).default([]),
  toolCallCount: count.default(0),
  alert: alert.optional(),
  method: text.optional(),
  path: text.optional(),
  query: text.optional(),
  status: count.optional(),
  code: text.optional(),
  outcome: text.optional(),
  incomplete: z.boolean().optional(),
  count: count.optional(),
  reason: text.optional(),
  timings: z
    .object({
      forwardedAfterMs: count.optional(),
      firstByteAfterMs: count.optional(),
      durationMs: count.optional(),
    })
    .optional(),
  policyVersion: text.optional(),
  offsetMs: count.optional(),
  caller: z.object({ email: text.default(''), name: text.default(''), address: text.default('') }).optional(),
  request: body.optional(),
  response: body.optional(),
  supersededBy: text.optional(),
  approvalId: text.optional(),
  approval: decisionView.optional(),
  heldCall: text.optional(),
  heldArguments: toldText.optional(),
  isCall: z.boolean().optional(),
  said: toldText.optional(),
  released: z.boolean().optional(),
});
export type EventView = z.output<typeof eventView>;
