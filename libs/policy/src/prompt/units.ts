/** A text's code units as bytes, made once for all that look at ASCII alone: quicker to walk through than the text; and texts of units. */

/** Stand for all units beyond ASCII: white space, and the rest. */
const [OTHER_SPACE, OTHER] = [0xa0, 0x80];
/** As `\s` has it. */
const SPACES: ReadonlySet<number> = new Set([0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff]);
const isSpace = (code: number): boolean =>
  code === 0xa0 || (code >= 0x1680 && (SPACES.has(code) || (code >= 0x2000 && code <= 0x200a)));
/** Most texts with other characters have one so early: those are not encoded in vain. */
const LOOKED_AT_FIRST = 128;
const encoder = new TextEncoder();
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true });
/** So short texts are quicker made unit by unit. */
const SHORT_UNITS_MAX = 64;
/** Zeros behind the end, that may be looked at; room for any character, so that no text beyond ASCII fits by chance. */
export const BEHIND_END = 4;

/** As many as the text has, and some zeros. */
export function unitsOf(text: string): Uint8Array {
  const units = asciiOf(text);
  if (units !== undefined) return units;
  const made = new Uint8Array(text.length + BEHIND_END);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    made[at] = code < 128 ? code : isSpace(code) ? OTHER_SPACE : OTHER;
  }
  return made;
}

/** Undefined where other characters stand in the text: those take more bytes than units. */
export function asciiOf(text: string): Uint8Array | undefined {
  const looked = Math.min(text.length, LOOKED_AT_FIRST);
  for (let at = 0; at < looked; at++) {
    if (text.charCodeAt(at) >= 128) return undefined;
  }
  const units = new Uint8Array(text.length + BEHIND_END);
  return encoder.encodeInto(text, units).written === text.length ? units : undefined;
}

/** @param units below 128 */
export const asciiText = (units: Uint8Array): string => utf8.decode(units);

/** @param isAscii whether all are below 128: the text then takes half the memory */
export function textOfUnits(units: Uint16Array, isAscii = false): string {
  if (units.length <= SHORT_UNITS_MAX) return String.fromCharCode(...units);
  return isAscii ? asciiText(Uint8Array.from(units)) : utf16.decode(units);
}
