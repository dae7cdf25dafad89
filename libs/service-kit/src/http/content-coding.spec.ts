import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codingsOf, undoCodings } from './content-coding.js';

const bare = Buffer.from('{"text":"hello"}');
const bytesMax = 1024;
const undone = (bytes: Buffer, coding: string): string | undefined =>
  undoCodings(bytes, codingsOf(coding), bytesMax)?.toString();

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

  it('unknown ones, broken bytes and bombs are not', () => {
    expect(undone(bare, 'sdch')).toBeUndefined();
    expect(undone(bare, 'constructor')).toBeUndefined();
    expect(undone(bare, 'gzip')).toBeUndefined();
    expect(undone(gzipSync(Buffer.alloc(bytesMax + 1)), 'gzip')).toBeUndefined();
  });
});
