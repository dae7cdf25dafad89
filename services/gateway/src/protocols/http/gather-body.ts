/** Waits a moment for a small request body, so that it fits into the event of its request. */
import type { IncomingMessage } from 'node:http';
import type { AcceptedArrival } from './arrival.js';
import type { Limits } from '../../limits.js';

export type GatheredBody =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** More follows: what has arrived so far, with the stream paused. */
  | { readonly kind: 'open'; readonly first: Buffer };

export const noBytes: Buffer = Buffer.alloc(0);
const noBody: GatheredBody = { kind: 'whole', bytes: noBytes };
const openFromStart: GatheredBody = { kind: 'open', first: noBytes };

/** Whole when it arrives in time and is small; a body announced as longer is not waited for. A client that goes away leaves it open. */
export function gatherBody(
  request: IncomingMessage,
  framing: AcceptedArrival['framing'],
  limits: Limits,
): GatheredBody | Promise<GatheredBody> {
  if (framing.kind === 'none') return noBody;
  if (framing.kind === 'length' && framing.bytes > limits.requestInlineBytesMax) return openFromStart;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (gathered: GatheredBody): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onOpen);
      resolve(gathered);
    };
    const onOpen = (): void => {
      request.pause();
      settle({ kind: 'open', first: joined(chunks) });
    };
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > limits.requestInlineBytesMax) onOpen();
    };
    const onEnd = (): void => settle({ kind: 'whole', bytes: joined(chunks) });
    const timer = setTimeout(onOpen, limits.requestGatherMsMax);
    request.on('data', onData).on('end', onEnd).on('close', onOpen);
  });
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return first === undefined ? noBytes : chunks.length === 1 ? first : Buffer.concat(chunks);
}
