/** The service's own environment variables. */
import { wholeNumber } from '@sallyport/service-kit/env/variable';
import { z } from 'zod';
import { openOfIdentityMaxDefault } from './limits.js';
import { slackEnv } from './slack/slack.env.js';
import { webhookEnv } from './webhook/webhook.env.js';

export const approvalEnv = {
  SALLYPORT_CONFIG: z
    .string()
    .min(1)
    .optional()
    .describe(
      'path of sallyport.yaml: its issuers and the groups of its roles; without it there is no REST of approvals',
    ),
  ...slackEnv,
  ...webhookEnv,
  SALLYPORT_CONTROL_ROOT_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('root key of the control feed (Ed25519, PEM or JWK); without it gateways are told nothing'),
  SALLYPORT_OPEN_APPROVALS_MAX: wholeNumber(1, 10_000)
    .default(openOfIdentityMaxDefault)
    .describe('questions of one identity that may wait for people at once; more are refused'),
};

export type ApprovalEnv = z.output<z.ZodObject<typeof approvalEnv>>;
