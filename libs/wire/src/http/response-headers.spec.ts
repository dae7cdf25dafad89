import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hopByHopHeaders } from './hop-by-hop.js';
import { forwardResponseHeaders, forwardTrailers } from './response-headers.js';
import { scopeCookie } from './cookies.js';
import { scopeLocation } from './location.js';

const scope = { name: 'up', origin: 'https://api.example', basePath: '' };
const based = { ...scope, basePath: '/base' };

describe('response headers', () => {
  it('pass as they came, repeated ones too; ours and hop-by-hop ones do not', () => {
    const { headers, recorded, contentEncoding } = forwardResponseHeaders(
      {
        'content-type': 'text/event-stream',
        'content-encoding': 'gzip',
        'x-odd': ['1', '2'],
        connection: 'close, x-hop',
        'x-hop': '1',
        'transfer-encoding': 'chunked',
        'x-sallyport-request-id': 'forged',
      },
      scope,
    );
    expect(headers).toEqual([
      'content-type',
      'text/event-stream',
      'content-encoding',
      'gzip',
      'x-odd',
      '1',
      'x-odd',
      '2',
    ]);
    expect(recorded).toEqual([
      { name: 'content-type', value: 'text/event-stream' },
      { name: 'content-encoding', value: 'gzip' },
    ]);
    expect(contentEncoding).toBe('gzip');
  });

  it('never hold anything hop-by-hop, whatever comes', () => {
    const name = fc.oneof(fc.constantFrom(...hopByHopHeaders), fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/));
    const value = fc.oneof(fc.stringMatching(/^[ -~]{0,12}$/), fc.array(name, { maxLength: 3 }));
    fc.assert(
      fc.property(fc.dictionary(name, value), (headers) => {
        const names = forwardResponseHeaders(headers, scope).headers.filter((_, at) => at % 2 === 0);
        expect(names.filter((one) => hopByHopHeaders.has(one))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('cookies of an upstream', () => {
  it.each([
    ['a=1', 'a=1; Path=/up'],
    ['a=1; Path=/; Secure', 'a=1; Secure; Path=/up'],
    ['a=1; path=/v1; domain=.example; HttpOnly', 'a=1; HttpOnly; Path=/up/v1'],
    ['a=1; Path=relative', 'a=1; Path=/up'],
    ['a=b=c==; Max-Age=1', 'a=b=c==; Max-Age=1; Path=/up'],
  ])('%s becomes %s', (value, scoped) => expect(scopeCookie(value, 'up', '')).toBe(scoped));

  it('lose the base path, which clients do not see', () => {
    expect(scopeCookie('a=1; Path=/base/v1', 'up', '/base')).toBe('a=1; Path=/up/v1');
    expect(scopeCookie('a=1; Path=/based', 'up', '/base')).toBe('a=1; Path=/up/based');
  });
});

describe('redirects of an upstream', () => {
  it.each([
    ['https://api.example/v1/x?y', '/up/v1/x?y'],
    ['https://api.example', '/up/'],
    ['/v1/x', '/up/v1/x'],
    ['x', 'x'],
    ['//other.example/x', '//other.example/x'],
    ['https://api.example.evil/x', 'https://api.example.evil/x'],
    ['https://other.example/x', 'https://other.example/x'],
  ])('%s becomes %s', (value, scoped) => expect(scopeLocation(value, scope)).toBe(scoped));

  it('below a base path lose it, beside it are left alone', () => {
    expect(scopeLocation('/base/x', based)).toBe('/up/x');
    expect(scopeLocation('/elsewhere', based)).toBe('/elsewhere');
  });
});

it('trailers that frame, route or are ours do not pass', () => {
  const trailers = {
    'x-checksum': ['1', '2'],
    'content-length': '5',
    te: 'x',
    'x-sallyport-a': '1',
    host: 'evil',
  };
  expect(forwardTrailers(trailers)).toEqual(['x-checksum', '1', 'x-checksum', '2']);
});
