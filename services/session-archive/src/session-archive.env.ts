/** The archive's own environment variables. */
import { wholeNumber } from '@sallyport/service-kit/env/variable';
import { z } from 'zod';
import { producerSilenceMsDefault } from './limits.js';

export const sessionArchiveEnv = {
  SALLYPORT_CONFIG: z
    .string()
    .min(1)
    .describe('path of sallyport.yaml: its issuers and the groups of role auditor'),
  SALLYPORT_PRODUCER_SILENCE_MS: wholeNumber(1_000, 3_600_000)
    .default(producerSilenceMsDefault)
    .describe(
      'silence after which a gateway counts as dead and its open requests end as unknown, in milliseconds',
    ),
};

export type SessionArchiveEnv = z.output<z.ZodObject<typeof sessionArchiveEnv>>;
