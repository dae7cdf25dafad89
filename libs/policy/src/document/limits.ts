/** `limits`: how much one identity, agent, connection or model may use in a sliding window. */
import { z } from 'zod';
import { connectionName, ruleName } from './names.js';

/** A day: what is longer is a budget, which needs a store that outlives gateways. */
const WINDOW_S_MAX = 86_400;

const amount = (max: number) => z.int().min(1).max(max).optional();

export const limitMeasures = ['requests', 'tokensIn', 'tokensOut', 'bodyBytes', 'concurrentStreams'] as const;
export type LimitMeasure = (typeof limitMeasures)[number];

export const limit = z
  .strictObject({
    name: ruleName.describe('Shown in answers with status 429, and what rules name.'),
    by: z
      .array(z.enum(['identity', 'agent', 'connection', 'model']))
      .min(1)
      .max(4)
      .refine((list) => new Set(list).size === list.length, { error: 'Each word once.' })
      .describe('One account for each combination of these.'),
    connections: z.array(connectionName).min(1).max(256).optional().describe('Without it: all.'),
    windowS: z.int().min(1).max(WINDOW_S_MAX).default(60).describe('Length of the sliding window.'),
    requests: amount(1e9).describe('Requests in a window.'),
    tokensIn: amount(1e12).describe('Tokens of requests in a window; counted when the answer says how many.'),
    tokensOut: amount(1e12).describe('Tokens of answers in a window; counted when the answer says how many.'),
    bodyBytes: amount(1e15).describe('Bytes of request bodies in a window.'),
    concurrentStreams: amount(1e6).describe('Streams open at the same time.'),
  })
  .refine((value) => limitMeasures.some((measure) => value[measure] !== undefined), {
    error: `Say how much: ${limitMeasures.join(', ')}.`,
  });

export const limits = z
  .array(limit)
  .max(200)
  .describe('Limits. One that a rule names counts only what that rule matches; the others count everything.');

export type Limit = z.output<typeof limit>;
