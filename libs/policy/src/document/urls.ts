/** URLs in the document: which ones may be written where. */
import { z } from 'zod';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

const parsed = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

/** http and https, host, optional path; nothing that could carry a secret or change the request. */
const PLAIN_HTTP_URL = /^https?:\/\/[^\s\\?#@/\p{Cc}]+(?:\/[^\s\\?#\p{Cc}]*)?$/u;

/** Whether keys or tokens may be fetched from there: https, or a loopback address where nobody listens in. */
export function isTrustworthyUrl(text: string): boolean {
  const url = parsed(text);
  return url !== undefined && (url.protocol === 'https:' || LOOPBACK.test(url.hostname));
}

const PLAIN_SENTENCE = 'Write an http:// or https:// URL without user, password, query and fragment.';

export const plainUrl = z
  .string()
  .max(2048)
  .regex(PLAIN_HTTP_URL, { error: PLAIN_SENTENCE, abort: true })
  .refine((text) => URL.canParse(text), { error: PLAIN_SENTENCE, abort: true });

export const upstreamUrl = plainUrl.refine(
  (text) => {
    const path = text.replace(/^[a-z]+:\/\/[^/]*/i, '');
    return !/(?:^|\/)\.{1,2}(?:\/|$)|\/\/|%/.test(path);
  },
  { error: 'The base path may not contain `.` or `..` segments, `//` or percent signs.' },
);
