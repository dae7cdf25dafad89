/** A kind of sensitive text: one row of the table that everything else is made from, the catalogue included. */

export const categories = ['personal', 'financial', 'health', 'network', 'secret', 'operator'] as const;
export type Category = (typeof categories)[number];

export interface Detector {
  /** Unique, lower case with dashes: `email`, `us-ssn`, `aws-access-key-id`. What events and policies call it. */
  readonly kind: string;
  readonly category: Category;
  /** ISO 3166 code of the country whose data it is; absent where it is of none. */
  readonly country?: string;
  /** One line for the catalogue. */
  readonly about: string;
  /**
   * Flags `gu` or `giu`. Every repetition is bounded and no match exceeds `lengthMax`. It sees the whole text, so that it
   * looks at its surroundings by `(?<!…)` and `(?!…)` of at most 64 characters.
   */
  readonly pattern: RegExp;
  /** The part of the match that is sensitive: a named group `value`; the whole match without one. */
  readonly hasValueGroup?: true;
  /**
   * Words in lower case of which at least one stands in every text that can match: such texts alone are searched. Where
   * there are none, `hint` says what a text must hold.
   */
  readonly keywords?: readonly string[];
  readonly hint?: 'digits' | 'at' | 'colon' | 'dot' | 'letters-and-digits';
  /** Longest match in UTF-16 units: as much as a stream may have to hold back. At most 4,096. */
  readonly lengthMax: number;
  /**
   * Checksum or structure of the sensitive part (the group `value` where there is one, else the match): what does not pass is
   * no match. Pure, and linear in the length of its argument.
   */
  readonly isValid?: (value: string) => boolean;
  /** What `isValid` refuses is refused from end to end: no part of it is a match. */
  readonly judgesWhole?: true;
  /**
   * Words in lower case near a match (64 characters before, 32 behind) that make it certain. A weak shape needs one of them
   * or a key; a strong one does without.
   */
  readonly context?: readonly string[];
  readonly needsContext?: true;
  /** Names of JSON keys and columns, in lower case without separators, under which any such value is meant. */
  readonly keys?: readonly string[];
  /** 0 to 1; of two matches that overlap the higher wins, then the longer, then the earlier; what it leaves of the other is found too. */
  readonly score: number;
  /** Absent where each spelling is a value of its own. */
  readonly identity?: Identity;
  /** What `redact` puts in its place: `[EMAIL]`. */
  readonly replacement: string;
  readonly examples: { readonly match: readonly string[]; readonly not: readonly string[] };
}

/** What the spellings of one value have in common, and of which kind it is: keyed digests are of both. */
export interface Identity {
  readonly kind: string;
  readonly valueOf: (spelling: string) => string;
}

/** A match in a text: UTF-16 offsets. Never carries the value. */
export interface Finding {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly score: number;
  /** A part of a match: what a find that outranks it left of it. */
  readonly isClipped?: true;
  /** Kinds of matches of which it left nothing: found as well, and hidden with it. */
  readonly covers?: readonly string[];
}
