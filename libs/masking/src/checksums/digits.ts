/** Characters of an identifier without what people put between them. Only ASCII counts: other digits are no identifier's. */

/** `123-45-6789` gives `123456789`. */
export const digitsOf = (text: string): string => text.replace(/[^0-9]/gu, '');

/** `de 89-3704` gives `DE893704`. */
export const lettersAndDigitsOf = (text: string): string => text.replace(/[^0-9A-Za-z]/gu, '').toUpperCase();

/** The value of a digit or capital letter: 0 to 9, then A = 10 to Z = 35; -1 for anything else. */
export function base36Of(character: string): number {
  const code = character.charCodeAt(0);
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 65 && code <= 90 ? code - 55 : -1;
}

export const allTheSame = (text: string): boolean => text === (text[0] ?? '').repeat(text.length);
