/** Undoes content codings (RFC 9110 §8.4) of bytes that are there whole, bounded, so that few bytes cannot fill the memory. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';

/** The codings of a `content-encoding`, in the order in which they were applied; none for identity. */
export function codingsOf(contentEncoding: string): readonly string[] {
  return contentEncoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

/** Why a coding could not be undone: nobody knows it, the bytes are not of it, or more would come out than is taken. */
export type CodingFault = 'UNKNOWN_CODING' | 'BROKEN_CODING' | 'TOO_MANY_BYTES';

export type Undone<Bytes extends Uint8Array> =
  | { readonly kind: 'bare'; readonly bytes: Bytes | Buffer }
  | { readonly kind: 'coded'; readonly fault: CodingFault };

/** @param bytesMax the most that may come out of one coding */
export function undoCodings<Bytes extends Uint8Array>(
  bytes: Bytes,
  codings: readonly string[],
  bytesMax: number,
): Undone<Bytes> {
  let bare: Bytes | Buffer = bytes;
  for (const coding of codings.toReversed()) {
    const undo = decoders.get(coding);
    if (undo === undefined) return { kind: 'coded', fault: 'UNKNOWN_CODING' };
    try {
      bare = undo(bare, { maxOutputLength: bytesMax });
    } catch (error) {
      return { kind: 'coded', fault: isTooMuch(error) ? 'TOO_MANY_BYTES' : 'BROKEN_CODING' };
    }
  }
  return { kind: 'bare', bytes: bare };
}

const isTooMuch = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';

type Undo = (bytes: Uint8Array, limit: { readonly maxOutputLength: number }) => Buffer;

const decoders: ReadonlyMap<string, Undo> = new Map<string, Undo>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['br', brotliDecompressSync],
  ['zstd', zstdDecompressSync],
  // Some send the raw form under the name of the wrapped one (RFC 9110 §8.4.1.2).
  ['deflate', (bytes, limit) => ((bytes[0] ?? 0) % 16 === 8 ? inflateSync : inflateRawSync)(bytes, limit)],
]);
