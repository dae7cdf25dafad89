/** What one stream may take of memory: a service that answers without end stops here, not when the process does. */

export const streamLimits = {
  /** The largest events repeat a whole answer; images in them are the reason for megabytes. */
  frameBytesMax: 8 * 1024 * 1024,
  /** Choices × blocks × kinds of text. Services allow 128 choices and 128 tool calls; a thousand is room for both. */
  channelsMax: 1024,
  /** Arguments of all tool calls that are gathered at once: a call is judged whole. */
  callCharactersMax: 4 * 1024 * 1024,
} as const;

export interface StreamLimits {
  readonly frameBytesMax: number;
  readonly channelsMax: number;
  readonly callCharactersMax: number;
}
