/** `tokens`: the session tokens that Sallyport signs itself. */
import { z } from 'zod';
import { plainUrl } from './urls.js';

/** `iss` where no public URL is set: the same on every replica without any configuration. */
export const DEFAULT_TOKEN_ISSUER = 'urn:sallyport:session-tokens';

const WEEK_MINUTES = 10_080;

export const tokens = z
  .strictObject({
    publicUrl: plainUrl
      .refine((text) => !text.endsWith('/'), { error: 'Leave the last slash away.' })
      .optional()
      .describe(
        `The gateways’ public URL, used as \`iss\` and in metadata. Without it \`iss\` is ${DEFAULT_TOKEN_ISSUER}.`,
      ),
    ttlDefaultMinutes: z
      .int()
      .min(1)
      .max(WEEK_MINUTES)
      .default(60)
      .describe('Lifetime where none is asked for.'),
    ttlMaxMinutes: z
      .int()
      .min(1)
      .max(WEEK_MINUTES)
      .default(1440)
      .describe('Longest lifetime; a session token may outlive the token it was made from up to this.'),
  })
  .refine((value) => value.ttlDefaultMinutes <= value.ttlMaxMinutes, {
    path: ['ttlDefaultMinutes'],
    error: 'Not longer than `ttlMaxMinutes`.',
  })
  .prefault({});

export type TokenSettings = z.output<typeof tokens>;
