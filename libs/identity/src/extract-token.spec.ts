import { describe, expect, it } from 'vitest';
import { extractToken } from './extract-token.js';

const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln';
const found = (headers: readonly string[], url = '/v1/chat') => {
  const result = extractToken(headers, url);
  return result.kind === 'token' ? result.token : result.code;
};

describe('the token of a request', () => {
  it.each<[string, readonly string[], string]>([
    ['bearer', ['Authorization', `Bearer ${JWT}`], JWT],
    ['bearer in any case, with more spaces', ['AUTHORIZATION', `bearer   ${JWT} `], JWT],
    ['x-api-key', ['X-Api-Key', JWT], JWT],
    ['api-key', ['api-key', ` ${JWT} `], JWT],
    ['the same token twice', ['authorization', `Bearer ${JWT}`, 'x-api-key', JWT], JWT],
    ['an empty key beside a token', ['x-api-key', '', 'authorization', `Bearer ${JWT}`], JWT],
    ['two different tokens', ['authorization', `Bearer ${JWT}`, 'x-api-key', 'other'], 'TOKEN_MALFORMED'],
    [
      'two authorizations',
      ['authorization', `Bearer ${JWT}`, 'authorization', 'Bearer other'],
      'TOKEN_MALFORMED',
    ],
    ['another scheme', ['authorization', 'Basic YTpi'], 'TOKEN_MALFORMED'],
    ['another scheme beside a token', ['x-api-key', JWT, 'authorization', 'Basic YTpi'], 'TOKEN_MALFORMED'],
    ['a bare value', ['authorization', JWT], 'TOKEN_MALFORMED'],
    ['nothing after the scheme', ['authorization', 'Bearer '], 'TOKEN_MALFORMED'],
    ['nothing', ['accept', '*/*'], 'TOKEN_MISSING'],
    ['similar names', ['x-api-kez', JWT, 'authorizatiom', `Bearer ${JWT}`, 'api-kex', JWT], 'TOKEN_MISSING'],
  ])('%s', (_name, headers, expected) => {
    expect(found(headers)).toBe(expected);
  });

  it.each([
    `/v1?access_token=${JWT}`,
    `/v1?a=1&API_KEY=${JWT}`,
    `/v1?key=${JWT}&b=2`,
    `/v1?access%5Ftoken=${JWT}`,
    `/v1?token=%65yJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln`,
    `/v1?authorization=Bearer%20${JWT}`,
  ])('is refused in a query, also beside a header: %s', (url) => {
    expect(found([], url)).toBe('TOKEN_IN_QUERY');
    expect(found(['authorization', `Bearer ${JWT}`], url)).toBe('TOKEN_IN_QUERY');
  });

  it.each(['/v1?key=value', '/v1?token=eyJ', '/v1?state=a%20b', `/v1?cursor=${JWT}`, `/${JWT}`])(
    'is not seen where there is none: %s',
    (url) => {
      expect(found(['authorization', `Bearer ${JWT}`], url)).toBe(JWT);
    },
  );
});
