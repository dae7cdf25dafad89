/**
 * Takes out of a log line what a log may not show, by the name and the shape of each value. Names that the contracts
 * classify as personal or secret are hidden. Whole messages are not logged: lines name what they need field by field.
 */
import { hiddenFieldNames } from '@sallyport/contracts/classification';
import { describeError } from './describe-error.js';
import { scrubText } from './scrub-text.js';

/** Names that never hold anything a log may show, whatever library they come from; in lower case, letters only. */
const SECRET_NAMES = new Set([
  ...[
    'authorization',
    'cookie',
    'setcookie',
    'proxyauthorization',
    'xapikey',
    'apikey',
    'token',
    'accesstoken',
  ],
  ...[
    'refreshtoken',
    'idtoken',
    'password',
    'passphrase',
    'secret',
    'clientsecret',
    'privatekey',
    'credential',
  ],
  ...['credentials', 'body', 'rawbody', 'payload', 'rawheaders'],
  ...[...hiddenFieldNames].map(lettersOf),
]);

/** Deeper than any line we write; stops at cycles too. */
const DEPTH_MAX = 6;
/** Items of one list that a line shows: enough to see what it is. */
const ITEMS_MAX = 50;

/** A copy of `fields` for a log line. */
export function redactFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redact(name, value, 1)]));
}

function redact(name: string, value: unknown, depth: number): unknown {
  if (SECRET_NAMES.has(lettersOf(name))) return '[redacted]';
  if (typeof value === 'string') return scrubText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return value;
  if (depth >= DEPTH_MAX) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map((item) => redact('', item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, redact(key, inner, depth + 1)]),
  );
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/gu, '');
}
