/** Undoes content codings (RFC 9110 §8.4) of bytes that are there whole, bounded, so that few bytes cannot fill the memory. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';

/** The codings of a `content-encoding`, in the order in which they were applied; none for identity. */
export function codingsOf(contentEncoding: string): readonly string[] {
  return contentEncoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

/** Undefined where a coding is not known, the bytes are not of it, or more than `bytesMax` would come out of one. */
export function undoCodings<Bytes extends Uint8Array>(
  bytes: Bytes,
  codings: readonly string[],
  bytesMax: number,
): Bytes | Buffer | undefined {
  let bare: Bytes | Buffer = bytes;
  for (const coding of codings.toReversed()) {
    const undo = decoders.get(coding);
    if (undo === undefined) return undefined;
    try {
      bare = undo(bare, { maxOutputLength: bytesMax });
    } catch {
      // Not of this coding, cut, or a bomb: either way it cannot be read.
      return undefined;
    }
  }
  return bare;
}

type Undo = (bytes: Uint8Array, limit: { readonly maxOutputLength: number }) => Buffer;

const decoders: ReadonlyMap<string, Undo> = new Map<string, Undo>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['br', brotliDecompressSync],
  ['zstd', zstdDecompressSync],
  // Some send the raw form under the name of the wrapped one (RFC 9110 §8.4.1.2).
  ['deflate', (bytes, limit) => ((bytes[0] ?? 0) % 16 === 8 ? inflateSync : inflateRawSync)(bytes, limit)],
]);
