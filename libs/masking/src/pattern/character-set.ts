/** Sets of characters as the start index knows them: each ASCII character, everything else, and what only stands before a match. */

export const NOT_ASCII = 128;
export const TEXT_START = 129;
/** Stands behind a match; what stands before one is never behind another. */
export const TEXT_END = TEXT_START;
/** Stands before a possible match: a character that is part of an escape, the n of `\\n` or the D of `%3D`. */
export const ESCAPED = 130;
export const SYMBOLS = 131;

/** 1 where the symbol is in the set. */
export type CharacterSet = Uint8Array;

const isHex = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);

/** What stands before an offset of a text, from the three units there; `before` is -1 at the start of the text. */
export function symbolBefore(third: number, second: number, before: number): number {
  if (second === 0x5c || (third === 0x25 && isHex(second))) return ESCAPED;
  return before < 0 ? TEXT_START : before < NOT_ASCII ? before : NOT_ASCII;
}

export const emptySet = (): CharacterSet => new Uint8Array(SYMBOLS);
export const fullSet = (): CharacterSet => new Uint8Array(SYMBOLS).fill(1);

export function addAll(target: CharacterSet, more: CharacterSet): void {
  for (let symbol = 0; symbol < SYMBOLS; symbol++) if (more[symbol] === 1) target[symbol] = 1;
}

/** Says of one atom of a pattern whether it matches a character, alone. */
export type AtomProbe = (atom: string) => (character: string) => boolean;

/** Letters that fold to ASCII, spaces, letters with and without case, digits, signs: one of each way to match beyond ASCII. */
const samples = Array.from(
  '\u0130\u0131\u017f\u212a\u00a0\u2003\u3000\u00e9\u00df\u03a9\u0416\u05d0\u0e01\u4e2d\uff11\u0661\u2013\u200b\u{1f600}',
);
/** Atoms whose own text names nothing outside ASCII, and that no table of Unicode can widen. */
const PLAIN = /^(?:[!-~ ]|\\[dw./@+:=?*()[\]{}|^$-]|\[(?!\^)(?:[^\\[]|\\[^pPWDSsux])*\])$/;

/** A character that stands for itself, and that has no case. */
const CASELESS = /^(?:[ !"#%&',\-/0-9:;<=>@_`~]|\\[./+:=?*()[\]{}|^$-])$/;

/** The characters an atom may match: exact for ASCII, never too few beyond. */
export function atomSet(atom: string, probe: AtomProbe): CharacterSet {
  if (CASELESS.test(atom)) {
    const only = emptySet();
    only[atom.charCodeAt(atom.length - 1)] = 1;
    return only;
  }
  const matches = probe(atom);
  const set = emptySet();
  for (let code = 0; code < NOT_ASCII; code++) if (matches(String.fromCharCode(code))) set[code] = 1;
  const isPlain = PLAIN.test(atom) && atom !== '.' && Buffer.byteLength(atom) === atom.length;
  if (!isPlain || samples.some((sample) => matches(sample))) set[NOT_ASCII] = 1;
  return set;
}

/** The same, each atom looked at once. */
export function atomSets(probe: AtomProbe): (atom: string) => CharacterSet {
  const known = new Map<string, CharacterSet>();
  return (atom) => {
    const set = known.get(atom) ?? atomSet(atom, probe);
    known.set(atom, set);
    return set;
  };
}
