/** Texts in characters that nobody sees: tag characters, bytes as variation selectors; and those that are shown backwards. */
import { bytesText } from './bytes-text.js';

const TAGS = /[\u{e0020}-\u{e007e}]+/gu;
const SELECTORS = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{3,}/gu;
/** From the sign that overrides the direction to its end, or that of the line. */
const OVERRIDDEN = /\u202e([^\u202c\n]*)\u202c?/g;

/** Halves of tags and selectors, short selectors, the override. */
const ANY = /\u202e|[\ufe00-\ufe0f]|\udb40/;

export function smuggledTexts(text: string): readonly string[] {
  if (!ANY.test(text)) return [];
  const texts: string[] = [];
  // Tags alone, and as letters among those that are seen. Without them the text reads anyway.
  const tags = text.match(TAGS);
  if (tags !== null) texts.push(tags.map(letters).join(' '), text.replace(TAGS, letters));
  for (const run of text.match(SELECTORS) ?? []) {
    const inner = bytesText(Uint8Array.from(Array.from(run), byteOf));
    if (inner !== undefined) texts.push(inner);
  }
  const forwards = text.replace(OVERRIDDEN, (_, shown: string) => Array.from(shown).reverse().join(''));
  return forwards === text ? texts : [...texts, forwards];
}

const letters = (tags: string): string =>
  Array.from(tags, (tag) => String.fromCharCode((tag.codePointAt(0) ?? 0) - 0xe0000)).join('');

function byteOf(selector: string): number {
  const code = selector.codePointAt(0) ?? 0;
  return code < 0xfe10 ? code - 0xfe00 : code - 0xe0100 + 16;
}
