/** Every limit of the service around its core, with its unit and its reason. */

/** Questions of one identity that may wait for people at once: more are pressed without being read. */
export const openOfIdentityMaxDefault = 10;
/** The groups of voters are read again at the outcome; each try reads those that became needed since. */
export const rereadTriesMax = 4;

/** How often time is looked at: a reminder or an end comes at most so much late. */
export const timeWatchMs = 250;
/** Rows that one transaction ends: it holds their locks for as long as it takes. */
export const dueRowsPerTransaction = 50;

/** Messages that the publisher sends in one append, and how often it looks when nothing wakes it. */
export const outboxBatchMessages = 500;
export const outboxIdleMs = 1_000;

/** Items in one page of an answer. */
export const pageItemsMax = 500;
export const pageItemsDefault = 50;

/** Statements sent to a gateway in one read. */
export const feedRowsPerRead = 500;
/** A feed is looked at this often where no notification wakes it. */
export const feedIdleMs = 500;
/** The contract promises a sign of life within 2 s. */
export const progressMs = 1_000;
/** Statements in one piece of a snapshot: a piece stays far below the 1 MiB of a gRPC message. */
export const snapshotStatementsPerPiece = 200;
/** Bytes that may wait for a gateway that reads slowly; then its feed is cut, and it begins again where it was. */
export const subscriberBytesMax = 4 * 1024 * 1024;
/** Gateways that may hold a feed at one replica at the same time. */
export const subscribersMax = 1_000;
/** Statements whose signatures are kept: gateways that follow together get one signature. */
export const signaturesKept = 2_000;

const hourMs = 3_600_000;
/** A gateway that was away for longer takes a snapshot. */
export const feedKeptMs = 24 * hourMs;
/** Senders that have been away for longer have nothing to send any more: what they would announce is over. */
export const announcementsKeptMs = 7 * 24 * hourMs;
/** What is over can be looked up for so long; the archive keeps its events for longer. */
export const endedKeptMs = 30 * 24 * hourMs;
/** How often, and how many rows at once, old rows are dropped. */
export const pruneEveryMs = 60_000;
export const pruneRows = 1_000;

/** A signing key signs for a week, and is known a day before it does. */
export const keySignsMs = 7 * 24 * hourMs;
export const keyKnownBeforeMs = 24 * hourMs;
/** How often keys are looked at. */
export const keyLookMs = 10_000;
