/** Recorded text comes from strangers: control characters must not reach the terminal. */

/** C0, DEL, C1, and the characters that turn the direction of text around. */
const unsafe = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** One line of text in which control characters are shown as `\u{…}`. */
export function safeLine(text: string): string {
  return text.replace(unsafe, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The same for several lines: line ends and tabs stay. */
export function safeLines(text: string): readonly string[] {
  return text.split(/\r?\n/).map((line) => line.split('\t').map(safeLine).join('  '));
}

/** At most `charactersMax` characters, with an ellipsis when some are left out. */
export function shortened(text: string, charactersMax: number): string {
  const characters = Array.from(text);
  return characters.length <= charactersMax ? text : `${characters.slice(0, charactersMax - 1).join('')}…`;
}
