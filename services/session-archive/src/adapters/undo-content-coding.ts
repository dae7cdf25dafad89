/** Undoes the content coding of a recorded body, bounded, so that a small payload cannot fill the memory. */
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { UndoCoding } from '@sallyport/recording/body-text';

/** The most that a body may unfold to; eight times what is shown of one. */
const decodedBytesMax = 8 * 1024 * 1024;

type Decoder = (bytes: Uint8Array, limit: { readonly maxOutputLength: number }) => Uint8Array;

const decoders: Readonly<Partial<Record<string, Decoder>>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

export const undoContentCoding: UndoCoding = (bytes, coding) => {
  let plain = bytes;
  // Codings are listed in the order in which they were applied.
  for (const name of coding.toLowerCase().split(',').reverse()) {
    const trimmed = name.trim();
    if (trimmed === '' || trimmed === 'identity') continue;
    const decoder = decoders[trimmed];
    if (decoder === undefined) return undefined;
    try {
      plain = decoder(plain, { maxOutputLength: decodedBytesMax });
    } catch {
      return undefined;
    }
  }
  return plain;
};
