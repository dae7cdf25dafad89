/** `approvals`: how long requests wait for people, and what happens where nobody can be heard. */
import { z } from 'zod';

export const approvals = z
  .strictObject({
    holdWaitMsMax: z
      .int()
      .min(1000)
      .max(3_600_000)
      .default(240_000)
      .describe(
        'How long a client waits, in milliseconds; then it is told how to claim the answer. Node’s clients give up after 300 s.',
      ),
    feedStaleMsMax: z
      .int()
      .min(5000)
      .max(600_000)
      .default(30_000)
      .describe(
        'How long a gateway serves without a sign of life from the approval service, in milliseconds.',
      ),
    openPerIdentityMax: z
      .int()
      .min(1)
      .max(1000)
      .default(20)
      .describe('Most unanswered approvals of one identity; more are refused, so that nobody tires of them.'),
  })
  .prefault({});

export type Approvals = z.output<typeof approvals>;
