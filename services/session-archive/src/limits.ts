/** Every limit of the archive, with its unit and its reason. */

/** Items in one page of an answer: a page is held in memory as a whole. */
export const pageItemsMax = 1000;
export const pageItemsDefault = 100;

/** Records read at once while a timeline is told. */
export const replayRecordsPerRead = 128;
/** Payload bytes held at once while a timeline is told; one payload is at most 256 KiB. */
export const replayPayloadBytesMax = 8 * 1024 * 1024;

/** Live tails at the same time in one process: each holds a connection and the state of a timeline. */
export const followersMax = 200;
/** How often the logs are looked at while somebody follows: what a person takes for "at once". */
export const followPollMs = 200;
/** Silence after which a live tail says that it lives: proxies cut idle connections after 30 s and more. */
export const heartbeatMs = 10_000;

/**
 * A producer that is silent for so long is taken for dead: four of its signs of life are missing. With their pace and the
 * one below its open requests end within 60 s.
 */
export const producerSilenceMsDefault = 40_000;
/** How often silent producers are looked for. */
export const silenceCheckMs = 5_000;
/** Requests completed in one transaction, so that the log is never held for long. */
export const completionsPerTransactionMax = 200;

/** Gaps listed per producer in the status: the count says how many events are missing. */
export const gapsListedMax = 20;
/** Producers listed in the status, the latest first. */
export const producersListedMax = 200;
/** Longest search; a broader one is refused with advice to narrow it. */
export const searchMsMax = 10_000;
