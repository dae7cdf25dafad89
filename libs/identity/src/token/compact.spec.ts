import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawToken } from '../fixtures/test-issuer.js';
import { TOKEN_BYTES_MAX } from '../limits.js';
import { readCompact } from './compact.js';

const ALPHABET = Array.from({ length: 64 }, (_, value) =>
  Buffer.from([value << 2])
    .toString('base64url')
    .charAt(0),
);
const encode = (text: string | Uint8Array) => Buffer.from(text).toString('base64url');
const SIGNATURE = encode(new Uint8Array(64).fill(7));
const GOOD = rawToken({ alg: 'ES256', kid: 'k' }, { sub: 'alice' }, SIGNATURE);

describe('a compact token', () => {
  it('gives algorithm, key id and claims', () => {
    expect(readCompact(GOOD)).toEqual({ algorithm: 'ES256', keyId: 'k', claims: { sub: 'alice' } });
  });

  const [header = '', payload = '', signature = ''] = GOOD.split('.');
  it.each<[string, string]>([
    ['nothing', ''],
    ['two parts', `${header}.${payload}`],
    ['four parts', `${GOOD}.x`],
    ['five parts (encrypted)', `${header}.x.x.x.x`],
    ['padding in the signature', `${GOOD}==`],
    ['padding in the header', `${header}=.${payload}.${signature}`],
    ['a space', `${header}.${payload}.${signature} `],
    ['a line feed inside', `${header}.${payload}.${signature.slice(0, 4)}\n${signature.slice(4)}`],
    [
      'the other base64 alphabet',
      `${header}.${payload}.${encode(Uint8Array.of(251, 255)).replace('-', '+')}`,
    ],
    ['a character that is none', `${header}.${payload}.${signature}!`],
    ['loose bits at the end of the signature', `${header}.${payload}.${signature.slice(0, -1)}x`],
    ['a single character', `${header}.${payload}.A`],
    ['a header that is no object', `${encode('[]')}.${payload}.${signature}`],
    ['a header that is no JSON', `${encode('{')}.${payload}.${signature}`],
    ['claims that are no object', `${header}.${encode('"alice"')}.${signature}`],
    ['claims that are not UTF-8', `${header}.${encode(Uint8Array.of(0x22, 0xff, 0x22))}.${signature}`],
    ['no algorithm', rawToken({}, {}, SIGNATURE)],
    ['an algorithm that is no text', rawToken({ alg: ['ES256'] }, {}, SIGNATURE)],
    ['a key id that is no text', rawToken({ alg: 'ES256', kid: 1 }, {}, SIGNATURE)],
    ['critical extensions', rawToken({ alg: 'ES256', crit: ['b64'], b64: false }, {}, SIGNATURE)],
    ['no critical extensions, but the header', rawToken({ alg: 'ES256', crit: [] }, {}, SIGNATURE)],
    ['an unencoded payload', rawToken({ alg: 'ES256', b64: false }, {}, SIGNATURE)],
    ['more bytes than the limit', rawToken({ alg: 'ES256' }, { a: 'x'.repeat(TOKEN_BYTES_MAX) }, SIGNATURE)],
  ])('is refused with %s', (_name, token) => {
    expect(readCompact(token)).toBeUndefined();
  });

  it('has one spelling only: every other last character of a part is refused', () => {
    // 64 bytes end in a character that carries two bits of data and four loose ones.
    const spellings = ALPHABET.filter((last) => readCompact(`${GOOD.slice(0, -1)}${last}`) !== undefined);
    expect(spellings).toHaveLength(4);
    expect(spellings).toContain(GOOD.at(-1));
  });

  it('never throws, and what it accepts encodes back to itself', () => {
    const part = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.json().map((json) => encode(json)),
      fc.constantFrom(header, payload, signature),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const token = parts.join('.');
        if (readCompact(token) === undefined) return;
        expect(
          token
            .split('.')
            .map((text) => encode(Buffer.from(text, 'base64url')))
            .join('.'),
        ).toBe(token);
      }),
      { numRuns: 1000 },
    );
  });
});
