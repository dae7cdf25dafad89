/** Every limit of token verification, with its unit and its reason. */

/** Larger tokens do not fit the header limits of common servers, so no honest issuer makes them. */
export const TOKEN_BYTES_MAX = 16 * 1024;

/** Entra stops at 200 groups, others at a few hundred. */
export const GROUPS_MAX = 512;
export const GROUP_BYTES_MAX = 256;

/** All groups of a caller together; they are in every event's record, which has 16 KiB for everything. */
export const GROUPS_BYTES_MAX = 8 * 1024;

/** `sub`, `jti`, agents: longer ones are no identifiers. */
export const IDENTIFIER_CHARS_MAX = 256;

/** Mapped claims that are longer are left out. */
export const ATTRIBUTE_CHARS_MAX = 1024;

/** Delegation chains (RFC 8693 `act`) deeper than this are refused. */
export const ACT_DEPTH_MAX = 8;

/** A verified token is believed this long without looking again, so that revocation at the issuer is seen. */
export const VERIFIED_CACHE_MS = 60_000;

/** Verified tokens that are remembered: about 1 KB each. */
export const VERIFIED_TOKENS_MAX = 20_000;

/** A provider that answers slower is treated as down. */
export const FETCH_TIMEOUT_MS = 5_000;

/** Discovery documents and key sets are a few KB. */
export const FETCH_BYTES_MAX = 256 * 1024;

/** More keys than any provider publishes. */
export const KEYS_MAX = 64;

/** Keys are looked up again after this, in the background: a key taken back at the provider dies within it. */
export const KEYS_FRESH_MS = 5 * 60_000;

/** While the provider is down, keys older than this are no longer believed. */
export const KEYS_STALE_MS = 12 * 3_600_000;

/** Least time between two fetches because of a key id nobody knows: garbage cannot become load on the provider. */
export const UNKNOWN_KEY_REFETCH_MS = 30_000;

/** How long a key id that was looked for in vain is not looked for again. */
export const UNKNOWN_KEY_MEMORY_MS = 5 * 60_000;
export const UNKNOWN_KEYS_MAX = 1_000;

/** Pause after a failed fetch. */
export const FETCH_RETRY_MS = 5_000;

/** A token refused after its signature was checked is refused again without checking for so long: clients retry. */
export const REFUSED_CACHE_MS = 10_000;
export const REFUSED_TOKENS_MAX = 5_000;
