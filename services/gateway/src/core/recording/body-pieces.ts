/** The pieces of a recorded body that are events of their own, and what of the body that came each of them stands for. */
import { makePayload } from '@sallyport/contracts/event-codec';
import { PayloadKind } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { RequestPart, ResponsePart } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { EnvelopeDraft } from '../live-sessions.js';
import type { EventDraft } from '../ports/recorder.js';

/** Where in the body that came, in bytes: a stretch of it, or what a piece stands for. */
export interface Stretch {
  readonly offset: number;
  readonly size: number;
}

/** Bytes of the record for a stretch of what came: as long as it, where masking changed nothing. */
export interface BodyPiece extends Stretch {
  readonly bytes: Buffer;
}

export interface PartOf {
  readonly requestId: string;
  readonly envelope: EnvelopeDraft;
  /** Whether the bytes are kept. */
  readonly full: boolean;
}

/**
 * Cuts what is recorded of `came` into pieces of at most `partBytesMax`. What masking made longer or shorter stands for what
 * came: the last piece for all that is left of it.
 */
export function bodyPieces(recorded: Buffer, came: Stretch, partBytesMax: number): readonly BodyPiece[] {
  const pieces: BodyPiece[] = [];
  const end = came.offset + came.size;
  let offset = came.offset;
  for (let at = 0; at < recorded.length; at += partBytesMax) {
    const bytes = recorded.subarray(at, at + partBytesMax);
    const left = end - offset;
    const size = at + partBytesMax >= recorded.length ? left : Math.min(bytes.length, left);
    pieces.push({ bytes, offset, size });
    offset += size;
  }
  return pieces;
}

/** What was read and judged of what begins with a piece: a command of a socket. */
export type JudgedPiece = Pick<RequestPart, 'verdict' | 'operation' | 'masked'>;

export type RequestPartDraft = EventDraft & {
  readonly body: Extract<EventDraft['body'], { $case: 'requestPart' }>;
};

/**
 * @param index 1 for the first part of a body
 * @param judged undefined for what was judged with its request
 */
export function requestPart(
  of: PartOf,
  index: number,
  piece: BodyPiece,
  judged?: JudgedPiece,
): RequestPartDraft {
  const made = of.full ? contentOf(PayloadKind.REQUEST_BODY, piece) : undefined;
  const { verdict, operation, masked = [] } = judged ?? {};
  const value: RequestPart = { ...partOf(of, index, piece, made), verdict, operation, masked };
  return {
    envelope: of.envelope,
    body: { $case: 'requestPart', value },
    payloads: made ? [made.payload] : [],
  };
}

/** @param index 1 for the first part of a body */
export function responsePart(of: PartOf, index: number, piece: BodyPiece): EventDraft {
  const made = of.full ? contentOf(PayloadKind.RESPONSE_BODY, piece) : undefined;
  const value: ResponsePart = partOf(of, index, piece, made);
  return {
    envelope: of.envelope,
    body: { $case: 'responsePart', value },
    payloads: made ? [made.payload] : [],
  };
}

type Content = ReturnType<typeof makePayload> | undefined;

function contentOf(kind: PayloadKind, { bytes }: BodyPiece): Content {
  return bytes.length === 0 ? undefined : makePayload(kind, bytes);
}

function partOf(
  { requestId }: PartOf,
  index: number,
  { offset, size }: BodyPiece,
  content: Content,
): ResponsePart {
  return { requestId, index, offset, size, content: content?.ref };
}
