/** The service's own environment variables. */
import { wholeNumber } from '@sallyport/service-kit/env/variable';
import type { z } from 'zod';
import { openOfIdentityMaxDefault } from './limits.js';

export const approvalEnv = {
  SALLYPORT_OPEN_APPROVALS_MAX: wholeNumber(1, 10_000)
    .default(openOfIdentityMaxDefault)
    .describe('questions of one identity that may wait for people at once; more are refused'),
};

export type ApprovalEnv = z.output<z.ZodObject<typeof approvalEnv>>;
