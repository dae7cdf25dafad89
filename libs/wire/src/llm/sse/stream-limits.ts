/** What one stream may take of memory: a service that answers without end stops here, not when the process does. */
import type { JsonLimits } from '../../json/json-limits.js';

export interface StreamLimits {
  readonly frameBytesMax: number;
  readonly channelsMax: number;
  readonly callCharactersMax: number;
  readonly json: JsonLimits;
}

/** Events that are kept, one a channel, to write others like them; those with a piece of text have some hundred bytes. */
export const modelBytesMax = 16 * 1024;

/** The largest events repeat a whole answer; images in them are the reason for megabytes. */
const frameBytesMax = 8 * 1024 * 1024;

export const streamLimits: StreamLimits = {
  frameBytesMax,
  /** Choices × blocks × kinds of text. Services allow 128 choices and 128 tool calls; a thousand is room for both. */
  channelsMax: 1024,
  /** Arguments of all tool calls of the stream: a call is judged whole, and compared with what repeats it. */
  callCharactersMax: 4 * 1024 * 1024,
  json: {
    /** Schemas of tools, which some events repeat, are the deepest that is met; they stay below twenty. */
    depthMax: 64,
    /** A whole answer with log probabilities has some ten values a token. */
    valuesMax: 500_000,
    bytesMax: frameBytesMax,
  },
};
