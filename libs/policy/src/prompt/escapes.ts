/** Characters written as escapes, put where they stand for: of URLs, of HTML and XML, of JSON and programming languages. */

const utf8 = new TextDecoder('utf-8');
const URLS = /(?:%[0-9a-f]{2})+/gi;
const HTML = /&(#0{0,16}[0-9]{1,7}|#x0{0,16}[0-9a-f]{1,6}|[a-z]{2,16});?/gi;
const PROGRAMS = /\\(u\{[0-9a-f]{1,6}\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[nrtbfv0"'\\/])/gi;

/** Of HTML's names those that stand for what no letter is; letters are written by number. */
const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', ensp: ' ', emsp: ' ', thinsp: ' ' },
  ...{ shy: '\u00ad', zwj: '\u200d', zwnj: '\u200c', zerowidthspace: '\u200b', nobreak: '\u2060' },
  ...{ lrm: '\u200e', rlm: '\u200f', hyphen: '-', dash: '-', period: '.', lowbar: '_', newline: '\n' },
  ...{ sol: '/', bsol: '\\', colon: ':', tab: '\t', quest: '?', equals: '=', commat: '@', num: '#' },
};
const SIMPLE: Readonly<Record<string, string>> = {
  ...{ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', '0': '' },
};
const CODE_POINT_MAX = 0x10ffff;

/** One text for each kind of escapes that stand in it: which of them was written last, nobody says. */
export function unescapedTexts(text: string): readonly string[] {
  const texts = [
    percentDecoded(text),
    htmlDecoded(text),
    text.includes('\\') ? text.replace(PROGRAMS, (escape, rest: string) => backslash(rest) ?? escape) : text,
  ];
  return texts.filter((one) => one !== text);
}

/** Those of URLs undone; what is no escape stays. */
export const percentDecoded = (text: string): string =>
  text.includes('%') ? text.replace(URLS, percents) : text;

/** Those of HTML undone. */
export const htmlDecoded = (text: string): string =>
  text.includes('&') ? text.replace(HTML, (escape, name: string) => entity(name) ?? escape) : text;

/** Bytes of no text do not save the letters among them. */
const percents = (escape: string): string =>
  utf8.decode(Uint8Array.from(escape.slice(1).split('%'), (byte) => Number.parseInt(byte, 16)));

function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return NAMED[name.toLowerCase()];
  return character(/^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)));
}

function backslash(rest: string): string | undefined {
  const digits = /^[ux]\{?([0-9a-f]+)\}?$/i.exec(rest)?.[1];
  return digits === undefined ? (SIMPLE[rest] ?? rest) : character(Number.parseInt(digits, 16));
}

/** Halves of surrogate pairs come one by one and make a character together. */
const character = (code: number): string | undefined =>
  code > CODE_POINT_MAX ? undefined : String.fromCodePoint(code);
