import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { undoContentCoding } from './undo-content-coding.js';

const plain = Buffer.from('{"text":"hello"}');

describe('content codings', () => {
  it.each([
    ['gzip', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['zstd', zstdCompressSync(plain)],
    ['identity', plain],
    ['GZIP, br', brotliCompressSync(gzipSync(plain))],
  ])('%s is undone', (coding, bytes) => {
    expect(Buffer.from(undoContentCoding(bytes, coding) ?? []).equals(plain)).toBe(true);
  });

  it('unknown codings, broken bytes and bombs are not', () => {
    expect(undoContentCoding(plain, 'sdch')).toBeUndefined();
    expect(undoContentCoding(plain, 'gzip')).toBeUndefined();
    expect(undoContentCoding(gzipSync(Buffer.alloc(9 * 1024 * 1024)), 'gzip')).toBeUndefined();
  });
});
