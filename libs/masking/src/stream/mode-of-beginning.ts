/** What a text of unknown kind is, by how it begins: JSON as soon as that is sure, else plain text. */
import type { ChannelMode } from './stream-masker.js';

/** A text that begins with a quote is waited for so long, in UTF-16 units: what is longer without an end of it is a string of JSON. */
const stringUnitsMax = 4_096;

/** A string of JSON as far as it has come: no line ends in one. */
const STRING = /^"(?:[^"\\\r\n]|\\[^])*(\\?$|")/;

/** Another document on a line of its own. */
const NEXT_LINE = /^[ \t\r]*\n\s*["{[]/;

/**
 * Undefined as long as too little has come to tell: white space alone, or a string that may be all there is.
 *
 * @param isEnd nothing more comes
 */
export function modeOfBeginning(text: string, isEnd: boolean): ChannelMode | undefined {
  const start = text.search(/[^\s\ufeff]/);
  if (start < 0) return undefined;
  const first = text[start];
  if (first === '{' || first === '[') return 'json';
  if (first !== '"') return 'text';
  const inside = text.slice(start, start + stringUnitsMax);
  const string = STRING.exec(inside);
  if (string === null) return 'text';
  if (string[1] !== '"') return inside.length === stringUnitsMax ? 'json' : isEnd ? 'text' : undefined;
  const behind = text.slice(start + string[0].length);
  if (/\S/.test(behind)) return NEXT_LINE.test(behind) ? 'json' : 'text';
  return isEnd ? 'json' : undefined;
}
