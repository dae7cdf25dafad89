/** The allow-list of headers: what is kept, in what form, and that nothing secret can be. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HttpTarget } from './generated/sallyport/events/v1/request.js';
import {
  headerValueBytesMax,
  recordedHeaders,
  recordedHeadersBytesMax,
  recordedHeadersMax,
  recordedRequestHeaders,
  recordedResponseHeaders,
} from './recorded-headers.js';

const neverRecorded = [
  ...['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key', 'api-key', 'location'],
  ...['x-goog-api-key', 'x-forwarded-for', 'forwarded', 'x-real-ip', 'referer', 'origin', 'from'],
];

describe('recordedHeaders', () => {
  it('keeps listed headers in order, in lower case, repeated ones each for itself', () => {
    const raw = [
      'Host',
      'a',
      'Content-Type',
      'text/plain',
      'X-Api-Key',
      'k',
      'ACCEPT',
      'a/b',
      'accept',
      'c/d',
    ];
    expect(recordedHeaders('request', raw)).toEqual([
      { name: 'content-type', value: 'text/plain' },
      { name: 'accept', value: 'a/b' },
      { name: 'accept', value: 'c/d' },
    ]);
  });

  it.each(neverRecorded)('has no place for %s', (name) => {
    expect(recordedRequestHeaders.has(name)).toBe(false);
    expect(recordedResponseHeaders.has(name)).toBe(false);
  });

  it('escapes what could forge a line or a terminal sequence', () => {
    const [header] = recordedHeaders('request', ['user-agent', 'a\r\nb\u001b[31m\u0085\\']);
    expect(header?.value).toBe('a\\x0d\\x0ab\\x1b[31m\\x85\\x5c');
  });

  it('bounds count and bytes, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 2000 }), { maxLength: 200 }), (values) => {
        const recorded = recordedHeaders(
          'response',
          values.flatMap((value) => ['Server', value]),
        );
        const encoded = HttpTarget.encode({
          method: '',
          path: '',
          query: undefined,
          headers: recorded,
        }).finish();
        expect(encoded.length).toBeLessThanOrEqual(recordedHeadersBytesMax);
        const mark = /^\((\d+) more\)$/.exec(recorded.at(-1)?.name ?? '');
        const kept = recorded.length - (mark === null ? 0 : 1);
        expect(kept).toBeLessThanOrEqual(recordedHeadersMax);
        expect(kept + Number(mark?.[1] ?? 0)).toBe(values.length);
        for (const { value } of recorded) {
          expect(Buffer.byteLength(value)).toBeLessThanOrEqual(headerValueBytesMax);
          expect(value).toMatch(/^[\u0020-\u007e]*$/u);
        }
      }),
    );
  });

  it('leaves out what does not fit and says how many, also when a later one fits again', () => {
    const large = Array.from({ length: 30 }, () => ['accept', 'a'.repeat(500)]).flat();
    const recorded = recordedHeaders('request', [...large, 'content-type', 'a/b']);
    expect(recorded.slice(-2)).toEqual([
      { name: 'content-type', value: 'a/b' },
      { name: '(23 more)', value: '' },
    ]);
  });
});
