/** How much of one body is read where it is not a conversation. */
import type { JsonLimits } from '../json/json-limits.js';

export const bodyLimits: JsonLimits = {
  /** Deeper than any client library writes by itself; filters and schemas nest a dozen levels. */
  depthMax: 128,
  /** A batch of 500 vectors of 1,536 numbers; 16 MiB of memory while it is judged. */
  valuesMax: 1_000_000,
  /** Thread states and batches of vectors are the largest; the gateway's own limit for requests is lower. */
  bytesMax: 16 * 1024 * 1024,
};

/** Fields of one form; more is no form that a person or a client library sends. */
export const formFieldsMax = 10_000;
