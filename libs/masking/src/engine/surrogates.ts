/** Pairs of UTF-16 units that are one character: no match begins between them. */

export const isFirstOfPair = (code: number): boolean => (code & 0xfc00) === 0xd800;

/** Whether a unit, with the one before it, is the second of a pair. */
export const isLastOfPair = (before: number, code: number): boolean =>
  (code & 0xfc00) === 0xdc00 && isFirstOfPair(before);
