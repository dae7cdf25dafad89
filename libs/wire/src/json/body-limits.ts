/** How much of a JSON body of an AI service is read before it is refused. */
import type { JsonLimits } from './json-limits.js';

export const bodyLimits: JsonLimits = {
  /** Schemas of tools nest five to ten levels; parsers of services give up from about 100 on. */
  depthMax: 96,
  /** A list of 2,048 inputs of token ids in 2 MiB has about 400,000. 16 bytes each: 8 MB at most, while the body is held. */
  valuesMax: 500_000,
  /** Requests are bounded by the gateway at 2 MiB; answers with many embeddings or images are longer. */
  bytesMax: 16 * 1024 * 1024,
};
