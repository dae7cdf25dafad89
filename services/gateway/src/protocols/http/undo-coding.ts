/** Undoes the content coding of a body that is there whole, bounded. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';

/** Undefined where a coding is not known, the bytes are not of it, or more than `bytesMax` would come out. */
export function undoCoding(bytes: Buffer, contentEncoding: string, bytesMax: number): Buffer | undefined {
  const codings = contentEncoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > codingsMax) return undefined;
  let plain = bytes;
  for (const coding of codings.toReversed()) {
    const undo = decoders[coding];
    if (undo === undefined) return undefined;
    try {
      plain = undo(plain, { maxOutputLength: bytesMax });
    } catch {
      // Not of this coding, cut, or a bomb: either way it cannot be read.
      return undefined;
    }
  }
  return plain;
}

export function isCoded(contentEncoding: string): boolean {
  return contentEncoding !== '' && contentEncoding.trim().toLowerCase() !== 'identity';
}

/** Nobody needs more than one on top of another. */
const codingsMax = 2;

type Undo = (bytes: Buffer, limit: { readonly maxOutputLength: number }) => Buffer;

const decoders: Readonly<Record<string, Undo | undefined>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
  // Some send the raw form under the name of the wrapped one (RFC 9110 §8.4.1.2).
  deflate: (bytes, limit) => ((bytes[0] ?? 0) % 16 === 8 ? inflateSync : inflateRawSync)(bytes, limit),
};
