/** Text in other alphabets' bytes than UTF-8: it would be searched and not found. */
import { labelOf } from './media.js';

export type Charset = 'utf-8' | 'latin1' | 'other';

const charsets: Readonly<Record<string, Charset>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  // Says that it is no text: its bytes tell.
  binary: 'utf-8',
  'iso-8859-1': 'latin1',
  latin1: 'latin1',
  'windows-1252': 'latin1',
};

/** UTF-8 where nothing is said. */
export function charsetOf(contentType: string): Charset {
  const named = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1];
  return named === undefined ? 'utf-8' : (charsets[named.toLowerCase()] ?? 'other');
}

/** Says that it is in another alphabet, or is text by its label and holds what no text in UTF-8 does. */
export const isForeign = (body: Uint8Array, contentType: string): boolean =>
  body.length > 0 &&
  (charsetOf(contentType) === 'other' || (labelOf(contentType) !== 'other' && body.includes(0)));

/** Four characters of ASCII in a row, as UTF-16 or UTF-32 write them in either order. */
const WIDE = /(?:[^\0]\0{1,3}){4}|(?:\0{1,3}[^\0]){4}/;

/** Such bytes are UTF-8 by chance. */
export const looksWide = (body: Uint8Array): boolean =>
  body.includes(0) && WIDE.test(Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1'));
