import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hopByHopHeaders } from './hop-by-hop.js';
import { RequestHeaders } from './request-headers.js';

const token = 'header.payload.signature';
const none: ReadonlySet<string> = new Set();
const forward = (raw: string[], injected = none): string[] =>
  new RequestHeaders(raw, '1.1').forUpstream(token, injected);
const namesOf = (headers: readonly string[]): string[] =>
  headers.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());

describe('headers for the upstream', () => {
  it('are those of the client, in order, spelling and number', () => {
    const raw = [
      'Content-Type',
      'a/b',
      'X-Odd',
      '1',
      'x-odd',
      '2',
      'traceparent',
      '00-1-2-01',
      'OpenAI-Organization',
      'o',
    ];
    expect(forward(raw)).toEqual(raw);
  });

  it('carry nothing of the caller: no token, under whatever name, and no cookie of ours', () => {
    const raw = [
      ...['Authorization', `Bearer ${token}`, 'X-API-Key', token, 'Api-Key', 'other', 'X-Mine', `t=${token}`],
      ...['Cookie', `a=1; sallyport_session=x; __Host-Sallyport=y; b=2`, 'X-Sallyport-Graph', 'g'],
    ];
    expect(forward(raw)).toEqual(['Cookie', 'a=1; b=2']);
    expect(forward(['Cookie', 'sallyport=1'])).toEqual([]);
  });

  it('leave out what names hosts, what frames, what Connection names, and what is injected', () => {
    const raw = [
      ...[
        'Host',
        'h',
        'Content-Length',
        '1',
        'Expect',
        '100-continue',
        'X-Forwarded-Host',
        'evil',
        'X-HTTP-Method-Override',
        'DELETE',
        'X-Method-Override',
        'DELETE',
        'X-HTTP-Method',
        'DELETE',
        'Forwarded',
        'host=evil',
      ],
      ...[
        'Connection',
        'close, X-Hop',
        'X-Hop',
        '1',
        'Keep-Alive',
        '5',
        'Upgrade',
        'h2c',
        'X-Vendor-Key',
        'mine',
        'X-Keep',
        '1',
      ],
    ];
    expect(forward(raw, new Set(['x-vendor-key']))).toEqual(['X-Keep', '1']);
  });

  it('keep what describes the body, though Connection names it', () => {
    const raw = [
      'Connection',
      'content-type, content-encoding',
      'Content-Type',
      'a/b',
      'Content-Encoding',
      'gzip',
    ];
    expect(forward(raw)).toEqual(raw.slice(2));
  });

  it('ask for trailers when the client does', () => {
    expect(forward(['TE', 'gzip, trailers;q=1'])).toEqual(['te', 'trailers']);
    expect(forward(['TE', 'gzip'])).toEqual([]);
  });

  it('never hold anything hop-by-hop, whatever comes', () => {
    const hop = fc.constantFrom(...hopByHopHeaders, 'Connection', 'TRANSFER-ENCODING', 'Te');
    const name = fc.oneof(hop, fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/));
    const value = fc.oneof(
      fc.stringMatching(/^[ -~]{0,20}$/),
      fc.array(name, { maxLength: 4 }).map((all) => all.join(', ')),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 20 }), (pairs) => {
        const raw = pairs.flat();
        const named = pairs
          .filter(([one]) => one.toLowerCase() === 'connection')
          .flatMap(([, list]) =>
            list
              .toLowerCase()
              .split(',')
              .map((part) => part.trim()),
          );
        const kept = new Set(['content-type', 'content-encoding']);
        for (const one of namesOf(forward(raw))) {
          if (one === 'te') continue;
          expect(hopByHopHeaders.has(one)).toBe(false);
          expect(named.includes(one) && !kept.has(one)).toBe(false);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('what is recorded of them', () => {
  it('is the allow-list, escaped and cut', () => {
    const headers = new RequestHeaders(
      ['User-Agent', 'a\u001b[2J', 'X-Secret', 's', 'Accept', 'x'.repeat(2_000)],
      '1.1',
    );
    expect(headers.recorded[0]).toEqual({
      ...{ name: 'user-agent', value: 'a\\x1b[2J' },
      whole: 'a\u001b[2J',
    });
    expect(headers.recorded[1]?.value).toHaveLength(512);
    expect(headers.recorded).toHaveLength(2);
  });
});
