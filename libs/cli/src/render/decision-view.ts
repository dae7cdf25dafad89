/** What people decided, as the archive sends it: every field optional, for archives of other versions. */
import { z } from 'zod';

const text = z.string();
const count = z.number();

/** A text that is not a body: a reason, the arguments of a call. */
export const toldText = z.object({ recorded: text.default('none'), text: text.optional() });

export const decisionView = z.object({
  needs: z.array(z.array(text)).default([]),
  shape: text.optional(),
  expiresMs: count.optional(),
  choice: text.optional(),
  channel: text.optional(),
  refused: text.optional(),
  grant: z.object({ durationMs: count, uses: count }).optional(),
  outcome: text.optional(),
  was: text.optional(),
  deciders: z.array(text).default([]),
  grantId: text.optional(),
  uses: count.optional(),
  lock: z
    .object({
      ...{ id: text, on: text, value: text.default('') },
      ...{ expiresMs: count.optional(), terminateLive: z.boolean().default(false) },
    })
    .optional(),
  lockId: text.optional(),
  findingId: text.optional(),
  replica: text.optional(),
  applied: z.object({ streams: count, held: count, afterMs: count }).optional(),
});
export type DecisionView = z.output<typeof decisionView>;
