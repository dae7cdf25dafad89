/** Tells the bodies of requests while their events come by: what an event carries, and the whole at its completion. */
import type { PayloadRef } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Body, RequestReceived } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { BodyText, UndoCoding } from './body-text.js';
import { bodyText, partText } from './body-text.js';
import { BodyPieces } from './join-body.js';

export interface BodyView {
  /** Bytes that passed. */
  readonly size: number;
  /** SHA-256 of the whole body as it is recorded, in its most masked form, hexadecimal; absent while more follows. */
  readonly sha256?: string;
  /**
   * What is recorded is not what came: HMAC-SHA256 of the bytes as they came, under the deployment's key, hexadecimal.
   * Absent where what came is recorded.
   */
  readonly originalHmac?: string;
  /** Bytes that are recorded, where they are others than passed. */
  readonly recordedSize?: number;
  readonly encoding?: string;
  /** `none`: not recorded; `missing`: erased or lost; `binary`, `undecodable` and `too-long` have no text. */
  readonly recorded: 'text' | 'binary' | 'undecodable' | 'too-long' | 'missing' | 'none';
  readonly text?: string;
  /** The text goes on, but is not shown. */
  readonly truncated?: true;
  /** False when what was put together is not what was recorded. */
  readonly digestMatches?: boolean;
}

/** Finds a payload's content; undefined when it is not (or no longer) kept. */
export type FindPayload = (ref: PayloadRef) => Uint8Array | undefined;

/** A part event, of either direction. */
export interface BodyPart {
  readonly requestId: string;
  readonly index: number;
  readonly offset: number;
  readonly size: number;
  readonly content: PayloadRef | undefined;
}

type Side = 'request' | 'response';

/** Requests followed at the same time in one timeline; of the oldest ones beyond, long bodies are not joined. */
const openBodiesMax = 256;

export class BodyTeller {
  private readonly open = new Map<string, Record<Side, BodyPieces>>();

  constructor(private readonly undoCoding: UndoCoding) {}

  /** A request with what had come of its body. */
  received({ requestId, body, bodyContinues }: RequestReceived, payload: FindPayload): BodyView | undefined {
    if (body === undefined) return undefined;
    const { inline, size } = body;
    if (bodyContinues) {
      const bytes = inline && contentOf(inline, payload);
      this.pieces(requestId).request.add({ index: 0, offset: 0, size }, inline !== undefined, bytes);
    }
    return this.inline(body, payload);
  }

  part(side: Side, part: BodyPart, payload: FindPayload): BodyView {
    const { size, content } = part;
    const bytes = content && contentOf(content, payload);
    const recorded = content !== undefined;
    this.pieces(part.requestId)[side].add(part, recorded, bytes);
    if (bytes === undefined) return { size, recorded: recorded ? 'missing' : 'none' };
    return { size, ...otherSize(bytes, size), ...shownText(partText(bytes)) };
  }

  /** The bodies of a request that is over: in its event, or joined from their parts. */
  completed(
    requestId: string,
    bodies: Readonly<Record<Side, Body | undefined>>,
    payload: FindPayload,
  ): { readonly request?: BodyView; readonly response?: BodyView } {
    const pieces = this.open.get(requestId);
    this.open.delete(requestId);
    const { request, response } = bodies;
    return {
      ...(request && { request: this.whole(request, pieces?.request, payload) }),
      ...(response && { response: this.whole(response, pieces?.response, payload) }),
    };
  }

  private pieces(requestId: string): Record<Side, BodyPieces> {
    let open = this.open.get(requestId);
    if (open === undefined) {
      open = { request: new BodyPieces(), response: new BodyPieces() };
      this.open.set(requestId, open);
      if (this.open.size > openBodiesMax) {
        const [oldest] = this.open.keys();
        if (oldest !== undefined) this.open.delete(oldest);
      }
    }
    return open;
  }

  /** A body that travels in its event. */
  private inline(body: Body, payload: FindPayload): BodyView {
    const bytes = body.inline && contentOf(body.inline, payload);
    if (bytes === undefined) {
      return { ...known(body), recorded: body.inline !== undefined && body.size > 0 ? 'missing' : 'none' };
    }
    return this.shown(body, bytes);
  }

  private whole(body: Body, pieces: BodyPieces | undefined, payload: FindPayload): BodyView {
    if (body.inline !== undefined || body.parts === 0) return this.inline(body, payload);
    if (pieces === undefined) return { ...known(body), recorded: 'missing' };
    const joined = pieces.join(body.size, body.sha256);
    if (joined.kind !== 'whole') return { ...known(body), recorded: joined.kind };
    const { bytes, digestMatches } = joined;
    return { ...this.shown(body, bytes), ...(digestMatches !== undefined && { digestMatches }) };
  }

  private shown(body: Body, bytes: Uint8Array): BodyView {
    const text = shownText(bodyText(bytes, body.encoding, this.undoCoding));
    return { ...known(body), ...otherSize(bytes, body.size), ...text };
  }
}

/** Nothing is kept of what is empty. */
function contentOf(ref: PayloadRef, payload: FindPayload): Uint8Array | undefined {
  return ref.size === 0 ? new Uint8Array(0) : payload(ref);
}

function known(body: Body): Pick<BodyView, 'size' | 'sha256' | 'originalHmac' | 'encoding'> {
  return {
    size: body.size,
    ...(body.sha256.length > 0 && { sha256: body.sha256.toString('hex') }),
    ...(body.originalHmac.length > 0 && { originalHmac: body.originalHmac.toString('hex') }),
    ...(body.encoding !== '' && { encoding: body.encoding }),
  };
}

function otherSize(bytes: Uint8Array, size: number): Pick<BodyView, 'recordedSize'> {
  return bytes.length === size ? {} : { recordedSize: bytes.length };
}

export function shownText(body: BodyText): Pick<BodyView, 'recorded' | 'text' | 'truncated'> {
  if (body.kind !== 'text') return { recorded: body.kind };
  return { recorded: 'text', text: body.text, ...(body.truncated && { truncated: true }) };
}
