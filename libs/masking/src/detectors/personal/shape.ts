/** The patterns of identifiers: what may stand between their groups, and what may not stand beside them. */

/** Spaces, hyphens and dots between groups; line breaks are none. */
const SEPARATOR = String.raw`[ \u00a0\u202f\u2010-\u2013.\-]`;

/**
 * No letter or digit of a longer run, no decimal or dotted or clocked number that goes on, no group of a UUID. Only ASCII letters
 * bind: where a script writes no spaces, numbers stand beside its letters.
 */
const BEFORE = String.raw`(?<![A-Za-z0-9_]|[0-9][.:\/\-]|[0-9A-Fa-f]{4}-)`;
/** `52.520008123` is a fraction, however well its digits add up. */
const NO_FRACTION = String.raw`(?!\d{1,4}\.\d{5})`;
const AFTER = String.raw`(?![A-Za-z0-9_]|[.:\/\-][0-9]|-[0-9A-Fa-f]{4})`;

/** A pattern between the borders of identifiers; `~` in the source is one separator of groups, `~?` a possible one. */
export const shape = (source: string, flags: 'gu' | 'giu' = 'gu'): RegExp =>
  new RegExp(`${BEFORE}${NO_FRACTION}(?:${source.replaceAll('~', SEPARATOR)})${AFTER}`, flags);

/** Whether identifiers of this shape may be grouped in different ways. */
export const isGrouped = ({ source }: RegExp): boolean => source.includes(SEPARATOR);

/** A whole value, whatever it says: for rows that a key alone decides. At most so many characters, trimmed. */
export const anyText = (charactersMax: number): RegExp =>
  new RegExp(String.raw`[^\s](?:[\s\S]{0,${charactersMax - 2}}[^\s])?`, 'gu');
