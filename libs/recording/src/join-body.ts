/** Puts a body together from the pieces that its events carry, by offset, and checks it against the digest of the whole. */
import { hash } from 'node:crypto';

/** Most bytes held of one body while its pieces come in; a longer body is told from its pieces only. */
export const joinedBytesMax = 4 * 1024 * 1024;

export type JoinedBody =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array; readonly digestMatches: boolean | undefined }
  /** Some bytes were not recorded, were erased, or their event is missing. */
  | { readonly kind: 'missing' }
  /** Nothing of it was recorded. */
  | { readonly kind: 'none' }
  | { readonly kind: 'too-long' };

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export class BodyPieces {
  private readonly pieces: Piece[] = [];
  private held = 0;
  private overflowed = false;
  private lost = false;
  private recorded = false;

  /** Takes a piece. `recorded`: its content was kept once; `bytes` is undefined when it was not, or is gone. */
  add(offset: number, size: number, recorded: boolean, bytes: Uint8Array | undefined): void {
    if (size === 0) return;
    this.recorded ||= recorded;
    if (bytes === undefined) {
      this.lost = true;
      return;
    }
    this.held += bytes.length;
    if (this.held > joinedBytesMax) {
      this.overflowed = true;
      this.pieces.length = 0;
    }
    if (!this.overflowed) this.pieces.push({ offset, bytes });
  }

  /** Joins what came, in order of offsets. `sha256` empty: not known, so not checked. */
  join(size: number, sha256: Uint8Array): JoinedBody {
    if (!this.recorded && size > 0) return { kind: 'none' };
    if (this.lost) return { kind: 'missing' };
    if (this.overflowed) return { kind: 'too-long' };
    this.pieces.sort((a, b) => a.offset - b.offset);
    let end = 0;
    for (const piece of this.pieces) {
      if (piece.offset !== end) return { kind: 'missing' };
      end += piece.bytes.length;
    }
    if (end !== size) return { kind: 'missing' };
    const bytes = Buffer.concat(this.pieces.map((piece) => piece.bytes));
    const digestMatches = sha256.length === 0 ? undefined : hash('sha256', bytes, 'buffer').equals(sha256);
    return { kind: 'whole', bytes, digestMatches };
  }
}
