/** The archive's items as the command line shows them: every field optional, for archives of other versions. */
import { z } from 'zod';

const text = z.string();
const count = z.number();
const identity = z.object({ subject: text, agent: text.optional() });

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
  refused: count.default(0),
});
export type SessionView = z.output<typeof sessionView>;

const body = z.object({
  size: count.default(0),
  recorded: text.default('none'),
  text: text.optional(),
  truncated: z.boolean().optional(),
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
  verdict: z
    .object({
      decision: text,
      rule: text.default(''),
      reasons: z.array(text).default([]),
      obligations: z.array(text).default([]),
    })
    .optional(),
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
});
export type EventView = z.output<typeof eventView>;
