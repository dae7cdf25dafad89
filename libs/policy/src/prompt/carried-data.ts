/** Whether a link carries data: more than it needs to find its page, or what looks like somebody's data however short. */

import { percentDecoded } from './escapes.js';

/** Shorter query strings and path segments are ordinary. */
const DATA_CHARS_MIN = 40;
/** Of encoded data fewer are enough: ids of pages and videos are shorter. */
const CODED_CHARS_MIN = 20;
/** Digits of a number, its separators aside: dates and ids of pages have fewer. */
const DIGITS_MIN = 12;

const MAIL = /[^\s@/]@[^\s@/]+\.\p{L}{2}/u;
const NUMBER = new RegExp(`(?:\\d[ .+-]?){${DIGITS_MIN},}`);
const CODE = /^[A-Za-z0-9+=_%.-]+$/;
const SLUG = /^[a-z]+(?:-[a-z0-9]+)+$/i;
/** Small and large letters with digits among them, or hexadecimal digits alone. */
const CODED = /^(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9+/=_-]+$|^(?=.*\d)[0-9a-f]+$/;

export function carriesData({ search, hash, pathname, hostname }: URL): boolean {
  if (search.length + hash.length >= DATA_CHARS_MIN) return true;
  if (hostname.split('.').some((label) => label.length >= DATA_CHARS_MIN)) return true;
  const segments = pathname.split('/');
  if (segments.some((part) => part.length >= DATA_CHARS_MIN && CODE.test(part) && !SLUG.test(part)))
    return true;
  const values = Array.from(new URLSearchParams(search).values());
  return [...values, ...segments.map(percentDecoded), percentDecoded(hash.slice(1))].some(isData);
}

const isData = (text: string): boolean =>
  MAIL.test(text) || NUMBER.test(text) || (text.length >= CODED_CHARS_MIN && CODED.test(text));
