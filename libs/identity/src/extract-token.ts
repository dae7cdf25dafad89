/** The caller's token among the request's headers: `Authorization: Bearer`, `x-api-key` or `api-key`. */
import type { AuthErrorCode } from './caller.js';
import { refuse } from './refusal.js';

export type ExtractedToken =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'refused'; readonly code: AuthErrorCode; readonly message: string };

/** Query parameters that clients are known to put keys in. */
const QUERY_NAMES = new Set([
  'access_token',
  'accesstoken',
  'api_key',
  'api-key',
  'apikey',
  'auth',
  'auth_token',
  'authorization',
  'bearer',
  'bearer_token',
  'id_token',
  'jwt',
  'key',
  'subscription-key',
  'token',
  'x-api-key',
]);

const LOOKS_LIKE_JWT = /^(?:bearer[ +])?eyJ[\w-]*\.[\w-]+\.[\w-]*$/i;

const BEARER = /^bearer +([\x21-\x7e]+) *$/i;

/**
 * @param rawHeaders names and values in turn, as `IncomingMessage.rawHeaders` has them
 * @param url the request target, with its query
 */
export function extractToken(rawHeaders: readonly string[], url: string): ExtractedToken {
  if (tokenInQuery(url)) return refuse('TOKEN_IN_QUERY');
  let found: string | undefined;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const value = tokenIn(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
    if (value === undefined || value === found) continue;
    if (value === '') {
      return refuse(
        'TOKEN_MALFORMED',
        '',
        'The Authorization header holds no bearer token: write `Bearer <token>`.',
      );
    }
    if (found !== undefined)
      return refuse('TOKEN_MALFORMED', '', 'The request carries two different tokens: send one.');
    found = value;
  }
  return found === undefined ? refuse('TOKEN_MISSING') : { kind: 'token', token: found };
}

/** Undefined: no header for tokens. Empty: one that holds none. */
function tokenIn(name: string, value: string): string | undefined {
  switch (name.length) {
    case 'authorization'.length:
      return name.toLowerCase() === 'authorization' ? (BEARER.exec(value)?.[1] ?? '') : undefined;
    case 'x-api-key'.length:
      return name.toLowerCase() === 'x-api-key' ? value.trim() || undefined : undefined;
    case 'api-key'.length:
      return name.toLowerCase() === 'api-key' ? value.trim() || undefined : undefined;
    default:
      return undefined;
  }
}

function tokenInQuery(url: string): boolean {
  const start = url.indexOf('?');
  // Every JWT starts with `eyJ`, unless it was percent-encoded.
  if (start < 0 || !/eyJ|%/i.test(url.slice(start))) return false;
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (QUERY_NAMES.has(name.toLowerCase()) && LOOKS_LIKE_JWT.test(value)) return true;
  }
  return false;
}
