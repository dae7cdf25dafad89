import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codingsOf, undoCodings } from './content-coding.js';

const bare = Buffer.from('{"text":"hello"}');
const bytesMax = 1024;
const undone = (bytes: Buffer, coding: string): string => {
  const told = undoCodings(bytes, codingsOf(coding), bytesMax);
  return told.kind === 'bare' ? told.bytes.toString() : told.fault;
};

describe('content codings', () => {
  it.each([
    ['gzip', gzipSync(bare)],
    ['deflate', deflateSync(bare)],
    ['deflate', deflateRawSync(bare)],
    ['br', brotliCompressSync(bare)],
    ['zstd', zstdCompressSync(bare)],
    ['identity', bare],
    ['', bare],
    ['GZIP, br', brotliCompressSync(gzipSync(bare))],
  ])('%s is undone', (coding, bytes) => {
    expect(undone(bytes, coding)).toBe(bare.toString());
  });

  it('unknown ones and broken bytes are not', () => {
    expect(undone(bare, 'sdch')).toBe('UNKNOWN_CODING');
    expect(undone(bare, 'constructor')).toBe('UNKNOWN_CODING');
    expect(undone(gzipSync(bare).subarray(0, -9), 'gzip')).toBe('BROKEN_CODING');
  });

  const bomb = Buffer.alloc(bytesMax + 1);
  it.each([
    ['gzip', gzipSync(bomb)],
    ['deflate', deflateSync(bomb)],
    ['deflate', deflateRawSync(bomb)],
    ['br', brotliCompressSync(bomb)],
    ['zstd', zstdCompressSync(bomb)],
  ])('a bomb in %s is known for one', (coding, bytes) => {
    expect(undone(bytes, coding)).toBe('TOO_MANY_BYTES');
  });
});
