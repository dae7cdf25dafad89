import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash, leafHasher } from './leaf-hash.js';

describe('leaf hash', () => {
  it('is that of the empty leaf of RFC 6962', () => {
    // The published test vector of Certificate Transparency.
    expect(leafHash(new Uint8Array()).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
  });

  it('is SHA-256 over 0x00 and the bytes, whatever was hashed before', () => {
    const hasher = leafHasher();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40_000, size: 'max' }), (bytes) => {
        const expected = hash('sha256', Buffer.concat([Buffer.of(0), bytes]), 'hex');
        expect(hasher(bytes).toString('hex')).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });
});
