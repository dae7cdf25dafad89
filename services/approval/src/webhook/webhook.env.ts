/** The environment variables of the webhook that announces approvals. */
import { secret } from '@sallyport/service-kit/env/variable';
import { z } from 'zod';

export const webhookEnv = {
  SALLYPORT_WEBHOOK_URL: z
    .string()
    .regex(
      /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/])\S+$/u,
      'must be an https URL, or http on this machine',
    )
    .optional()
    .describe(
      'where approvals are announced to another tool, signed as Standard Webhooks; without it there is no webhook',
    ),
  SALLYPORT_WEBHOOK_SECRET: secret('its shared secret, whsec_ and 24 to 64 bytes in base64')
    .regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/u, 'must be whsec_ and 24 to 64 bytes in base64')
    .optional(),
};
