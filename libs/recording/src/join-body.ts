/** Puts a body together from the pieces that its events carry, in their order, and checks it against the digest of the whole. */
import { hash } from 'node:crypto';

/** Most bytes held of one body while its pieces come in; a longer body is told from its pieces only. */
export const joinedBytesMax = 4 * 1024 * 1024;

export type JoinedBody =
  /** `digestMatches` undefined: the digest is not known. */
  | { readonly kind: 'whole'; readonly bytes: Uint8Array; readonly digestMatches: boolean | undefined }
  /** Some bytes were not recorded, were erased, or their event is missing. */
  | { readonly kind: 'missing' }
  /** Nothing of it was recorded. */
  | { readonly kind: 'none' }
  | { readonly kind: 'too-long' };

/** Where a piece stands among those of its body: by the bytes that passed, which masking makes others than are recorded. */
export interface PiecePlace {
  /** 0 for what came with the request's own event. */
  readonly index: number;
  /** Position of its first byte in what passed. */
  readonly offset: number;
  /** Bytes that passed with it; 0 for the piece whose content is what masking had held back. */
  readonly size: number;
}

interface Piece extends PiecePlace {
  readonly bytes: Uint8Array;
}

const nothing = new Uint8Array(0);

export class BodyPieces {
  private readonly pieces: Piece[] = [];
  private held = 0;
  private overflowed = false;
  private lost = false;
  private recorded = false;
  private unrecorded = false;

  /** Takes a piece. `recorded`: its content was kept once; `bytes` is undefined when it was not, or is gone. */
  add({ index, offset, size }: PiecePlace, recorded: boolean, bytes: Uint8Array | undefined): void {
    if (recorded) this.recorded = true;
    else if (size > 0) this.unrecorded = true;
    if (recorded && bytes === undefined) {
      this.lost = true;
      return;
    }
    this.held += bytes?.length ?? 0;
    if (this.held > joinedBytesMax) {
      this.overflowed = true;
      this.pieces.length = 0;
    }
    if (!this.overflowed) this.pieces.push({ index, offset, size, bytes: bytes ?? nothing });
  }

  /**
   * Joins what came.
   * @param size Bytes that passed, over all pieces.
   * @param sha256 Of what is recorded of all pieces; empty: not known, so not checked.
   */
  join(size: number, sha256: Uint8Array): JoinedBody {
    if (!this.recorded && size > 0) return { kind: 'none' };
    if (this.lost) return { kind: 'missing' };
    if (this.overflowed) return { kind: 'too-long' };
    this.pieces.sort((a, b) => a.offset - b.offset || a.index - b.index);
    const bytes = Buffer.concat(this.pieces.map((piece) => piece.bytes));
    const digestMatches = sha256.length === 0 ? undefined : hash('sha256', bytes, 'buffer').equals(sha256);
    // The digest says it best: of what passed last, masking may have left nothing that a piece would be made of.
    if (digestMatches !== true && (this.unrecorded || !this.isGapless(size))) return { kind: 'missing' };
    return { kind: 'whole', bytes, digestMatches };
  }
  /** Whether the pieces, in their order, stand for all `size` bytes that passed. */
  private isGapless(size: number): boolean {
    let end = 0;
    for (const piece of this.pieces) {
      if (piece.offset !== end) return false;
      end += piece.size;
    }
    return end === size;
  }
}
