/** URLs in the document: which ones may be written where. */
import { z } from 'zod';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** http and https, host, optional path; nothing that could carry a secret or change the request. */
const PLAIN_HTTP_URL = /^https?:\/\/[^\s\\?#@/\p{Cc}]+(?:\/[^\s\\?#\p{Cc}]*)?$/u;

export const isPlainHttp = (text: unknown): boolean => typeof text === 'string' && text.startsWith('http:');

/** A URL from which no keys may be fetched: plain http, and not to a loopback address where nobody listens in. */
export function isUntrustworthyUrl(text: unknown): boolean {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol !== 'https:' && !LOOPBACK.test(hostname);
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
