/** What a condition may cost at most: checked when the document is loaded, so that no request can be slow. */

/** Longer ones are for nobody to read. */
export const CONDITION_CHARS_MAX = 4096;
export const CONDITION_NODES_MAX = 400;
export const CONDITION_DEPTH_MAX = 32;

/** A list that rules go through; a request with more is refused by them. The largest tool set of a provider is 128. */
export const LIST_ITEMS_MAX = 1024;

/** Steps in the worst case: about 2 ms. Two nested walks through lists of a request are too much. */
export const CONDITION_STEPS_MAX = 100_000;

/** `matches` of longer texts fails, and so refuses: RE2 in JavaScript takes some 25 ms for a megabyte, and bodies have two. */
export const MATCHED_CHARS_MAX = 2_097_152;
