/** An answer of the upstream as bytes on the wire, made once. */
import type { Frames } from '../traffic/chat-stream.js';
import type { Turn } from '../traffic/exchanges.js';

export type WireAnswer =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  | {
      readonly kind: 'stream';
      readonly chunks: readonly Buffer[];
      readonly chunksWithUsage: readonly Buffer[];
      readonly gapMs: number;
    };

/** `X-Accel-Buffering` tells nginx to pass each chunk as it comes. */
const streamHead =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\n' +
  'X-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\n\r\n';

const chunk = (frame: string): string => `${Buffer.byteLength(frame).toString(16)}\r\n${frame}\r\n`;

function chunksOf({ first, deltas }: Frames, last: string): readonly Buffer[] {
  const texts = [streamHead + chunk(first), ...deltas.map(chunk), `${chunk(last)}0\r\n\r\n`];
  return texts.map((text) => Buffer.from(text));
}

export function wireAnswer({ answer, frames, gapMs }: Turn): WireAnswer {
  if (frames !== undefined) {
    const chunks = chunksOf(frames, frames.last);
    return { kind: 'stream', chunks, chunksWithUsage: chunksOf(frames, frames.lastWithUsage), gapMs };
  }
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(answer)}\r\n\r\n`;
  return { kind: 'whole', bytes: Buffer.from(head + answer) };
}
