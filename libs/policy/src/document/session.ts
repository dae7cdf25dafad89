/** `session`: what belongs to one run of one identity’s work. */
import { z } from 'zod';

const DAY_MINUTES = 1440;

export const session = z
  .strictObject({
    windowMinutes: z
      .int()
      .min(1)
      .max(DAY_MINUTES)
      .default(30)
      .describe('Calls without a session of their own share one per identity, agent and this many minutes.'),
    idleMinutes: z
      .int()
      .min(1)
      .max(DAY_MINUTES)
      .default(30)
      .describe('A session ends when nothing came for this many minutes.'),
    header: z
      .boolean()
      .default(true)
      .describe('Whether clients may name their session by `x-sallyport-session`.'),
  })
  .prefault({});

export type SessionSettings = z.output<typeof session>;
