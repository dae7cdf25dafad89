/** Limits of questions that the gateway asks upstreams on its own account. */
export const lookupLimits = {
  /** Names remembered, about 200 bytes each. */
  namesMax: 10_000,
  /** An assistant that was given another graph past this gateway is judged by its old one no longer than this. */
  foundMsMax: 60_000,
  /** What was made a moment ago is found soon; what does not exist is not asked for with every request. */
  unknownMsMax: 5_000,
  /** The request waits for it. */
  askMsMax: 5_000,
  /** Assistants carry their configuration, collections their schema: a few KiB each, a hundred to a page. */
  answerBytesMax: 1024 * 1024,
  /** A batch may name thousands of assistants: the rest of them stay unknown. */
  askingMax: 64,
  /** Collections of older Chroma servers are looked for in lists. */
  pageItems: 100,
  pagesMax: 20,
} as const;

export type LookupLimits = { readonly [Name in keyof typeof lookupLimits]: number };
