/** Limits of the core, each with its unit and its reason. */

/** Requests that one approval names: a client that retries for the whole wait makes about so many; the latest matter. */
export const waitingRequestsMax = 16;
/** What deciders said travels in every decision of the feed. */
export const saidCharactersMax = 500;
/** A reason is a few sentences for a colleague, not a document. */
export const reasonCharactersMax = 2_000;
/** Refused votes that are written down for one approval: enough to see that somebody tries, too few to be noise. */
export const refusedVotesRecordedMax = 20;
/** A lifetime that policy may ask for, at most: nobody answers a question of last month. */
export const lifetimeMsMax = 30 * 86_400_000;
/** How far a gateway's clock may be behind ours. */
export const clockSkewUsMax = 300_000_000;
