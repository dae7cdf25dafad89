/** Which headers a record may keep, and in what form. Everything not listed stays out: an unknown header may be a secret. */

/** Of requests, in lower case. */
export const recordedRequestHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'anthropic-beta',
  'anthropic-version',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'if-modified-since',
  'if-none-match',
  'openai-beta',
  'prefer',
  'range',
  'user-agent',
  'x-stainless-lang',
  'x-stainless-package-version',
  'x-stainless-retry-count',
]);

/** Of responses, in lower case. */
export const recordedResponseHeaders: ReadonlySet<string> = new Set([
  'accept-ranges',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-location',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
  'openai-model',
  'openai-processing-ms',
  'request-id',
  'retry-after',
  'server',
  'x-request-id',
]);

/** Characters of one recorded value: enough for every real user agent and content type. */
export const recordedValueCharactersMax = 512;
/** Headers recorded of one message: the allow-lists are shorter, repeated headers are what this bounds. */
export const recordedHeadersMax = 16;

const mayNeedEscape = /[^\u0020-\u005b\u005d-\u007e]/;

/**
 * A value as a record shows it: printable ASCII; backslashes, control characters and everything else become `\xNN` or
 * `\u{N}`, so that a recorded value cannot forge a line or a terminal sequence. Cut at `charactersMax`, with `…` as its
 * last character when it was cut.
 */
export function recordedValue(value: string, charactersMax: number): string {
  const cut = value.length > charactersMax ? value.slice(0, charactersMax) : value;
  const shown = mayNeedEscape.test(cut) ? escapeAll(cut) : cut;
  return shown.length > charactersMax || cut !== value ? `${shown.slice(0, charactersMax - 1)}…` : shown;
}

function escapeAll(value: string): string {
  let out = '';
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x20 && code <= 0x7e && code !== 0x5c) out += character;
    else if (code <= 0xff) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += `\\u{${code.toString(16)}}`;
  }
  return out;
}
