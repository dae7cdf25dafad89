/**
 * Foreign text in Slack's own markup: nothing in it may format, mention, link, close a code fence or hide.
 * Lengths are counted in UTF-16 units, which are never fewer than the characters that Slack counts, and a cut never falls
 * into a character.
 */

/** Control, format (bidirectional overrides, zero width, tags), private use, unassigned and lone surrogates. */
const HIDDEN = /^[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]$/u;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const ELLIPSIS = '…';
const FENCE = '```';
/** Keeps three backticks from being a fence; what the text itself has of it is shown as `\u{200b}`. */
const APART = '\u{200b}';

type Write = (character: string) => string;

const visible = (character: string): string =>
  HIDDEN.test(character) ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` : character;

const entity = (character: string): string => ENTITIES[character] ?? visible(character);

const inLine: Write = (character) => (/\s/u.test(character) ? ' ' : entity(character));

const inFence: Write = (character) => {
  if (character === '\n' || character === '\t') return character;
  return character === '`' ? `\`${APART}` : entity(character);
};

/** As much as fits into `max`; `rest` is what does not. */
function written(text: string, max: number, write: Write): { readonly text: string; readonly rest: string } {
  let out = '';
  let read = 0;
  for (const character of text) {
    const piece = write(character);
    if (out.length + piece.length > max) return { text: out, rest: text.slice(read) };
    out += piece;
    read += character.length;
  }
  return { text: out, rest: '' };
}

function cut(text: string, max: number, write: Write): string {
  const whole = written(text, max, write);
  return whole.rest === '' ? whole.text : `${written(text, max - ELLIPSIS.length, write).text}${ELLIPSIS}`;
}

/** For `plain_text`, where markup means nothing: in one line, with nothing hidden. Never empty. */
export function plainLine(text: string, max: number): string {
  const line = cut(text, max, (character) => (/\s/u.test(character) ? ' ' : visible(character)));
  return line.trim() === '' ? '–' : line;
}

/** For `mrkdwn`: as inline code, in which nothing is formatted. Never empty. */
export function code(text: string, max: number): string {
  const inner = cut(text, max - 2, (character) => (character === '`' ? 'ˋ' : inLine(character)));
  return `\`${inner.trim() === '' ? '–' : inner}\``;
}

/** For `mrkdwn`: one fence of at most `max`, and what did not fit. */
export function fence(text: string, max: number): { readonly text: string; readonly rest: string } {
  const { text: inner, rest } = written(text, max - 2 * FENCE.length - 2, inFence);
  return { text: `${FENCE}\n${inner}\n${FENCE}`, rest };
}

/** Whole parts, as many as fit, and how many did not. */
export function listed(parts: readonly string[], separator: string, max: number): string {
  const whole = parts.join(separator);
  if (whole.length <= max) return whole;
  for (let count = parts.length - 1; count > 0; count--) {
    const text = `${parts.slice(0, count).join(separator)}${separator}${parts.length - count} more`;
    if (text.length <= max) return text;
  }
  return `${parts.length} in all`;
}
