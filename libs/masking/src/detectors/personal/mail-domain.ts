/** Where an e-mail address ends: at its top-level domain, and not in the extension of a file that is named after it. */

/** What follows `@2x.` and the like: no top-level domain, a name of a file. */
const fileEndings =
  'png jpg jpeg gif svg webp bmp tiff avif css scss js mjs cjs ts mts tsx jsx json html htm xml yaml yml txt pdf map lock local localhost';
/** Domains that are believed where a name goes on behind them; those of countries have two letters. */
const generic =
  'com org net edu gov mil int info biz name pro app dev cloud online shop site store tech xyz email mail example test invalid';

const anyCase = (words: string): string =>
  words
    .split(' ')
    .map((word) => word.replace(/./gu, (letter) => `[${letter.toUpperCase()}${letter}]`))
    .join('|');

/** Source of a domain's pattern, for flags `gu`. @param letter letters that it is written in, as a class has them inside */
export function mailDomain(letter: string, digit: string): string {
  const alnum = `[${letter}${digit}]`;
  const label = `${alnum}[${letter}${digit}-]{0,62}`;
  const fileEnding = `(?:${anyCase(fileEndings)})(?!${alnum})`;
  const goesOn = `[${letter}${digit}_]|(?:\\.[${letter}${digit}-]{1,15}){0,2}\\.${fileEnding}`;
  const known = `(?:${anyCase(generic)}|[${letter}]{2})(?!${alnum})`;
  const any = `(?:[Xx][Nn]--[A-Za-z0-9-]{2,59}|[${letter}]{2,24})(?!${goesOn})`;
  return `(?:${label}\\.){1,6}(?!${fileEnding})(?:${known}|${any})`;
}
