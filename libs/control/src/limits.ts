/** Every limit of what is signed, with its unit and its reason. */

/** A statement names at most 16 requests and a few people, and quotes 500 characters: an eighth of this. */
export const statementCharactersMax = 64 * 1024;
/** A key's own statement holds one public key and two times. */
export const keyCharactersMax = 4 * 1024;
/** Keys known at once: a key lives for weeks, and each of them costs a place in every greeting. */
export const keysMax = 32;
/** How far apart two clocks may be that judge a key: both may be off by five minutes, in opposite directions. */
export const clockSkewMsMax = 600_000;
/** Ended decisions and grants whose newest revision is remembered, so that a late answer cannot wake them again. */
export const endedRemembered = 10_000;
