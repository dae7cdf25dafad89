/** The five services, in the order in which they are started; they stop in the reverse order. */
import type { ServiceName } from '@sallyport/contracts/topics';

/** The gateway comes last and leaves first: while it takes requests, those who consume its events run. */
export const serviceNames = [
  'session-archive',
  'approval',
  'masking-audit',
  'anomaly-detection',
  'gateway',
] as const satisfies readonly ServiceName[];
