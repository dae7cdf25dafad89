/** How the bytes of an answer go out: paced, split anywhere, with comments between frames, cut in the middle. */
import type http from 'node:http';
import { setImmediate as yieldOnce, setTimeout as pause } from 'node:timers/promises';

export interface Delivery {
  /** Wait before the head of the answer. */
  readonly latencyMs?: number;
  /** Wait between the frames of a stream. */
  readonly pauseMs?: number;
  /** Every write has at most so many bytes, wherever they end: inside frames, inside characters. */
  readonly bytesPerWrite?: number;
  /** Line ends of streams. Default `\n`. */
  readonly lineEnd?: '\n' | '\r\n';
  /** Comments between the frames, as proxies send them to keep a connection alive. */
  readonly comments?: boolean;
  /** A byte order mark before the stream. */
  readonly byteOrderMark?: boolean;
  /** The connection is torn down after so many frames. */
  readonly cutAfterFrames?: number;
  /** The dialect's own error event takes the place of everything after so many frames. */
  readonly errorAfterFrames?: number;
}

/** One event of a stream; `name` only where the dialect names its events. */
export interface SentEvent {
  readonly name?: string;
  readonly data: string;
}

export function eventText({ name, data }: SentEvent, lineEnd = '\n'): string {
  return `${name === undefined ? '' : `event: ${name}${lineEnd}`}data: ${data}${lineEnd}${lineEnd}`;
}

async function write(response: http.ServerResponse, bytes: Buffer, bytesPerWrite: number): Promise<void> {
  for (let at = 0; at < bytes.length && !response.destroyed; at += bytesPerWrite) {
    response.write(bytes.subarray(at, at + bytesPerWrite));
    // A turn of the loop between writes lets each become a segment of its own.
    if (bytesPerWrite < bytes.length) await yieldOnce();
  }
}

/** Sends a stream to its end, or to where it is cut. `error` is the event that `errorAfterFrames` ends it with. */
export async function deliver(
  response: http.ServerResponse,
  events: readonly SentEvent[],
  delivery: Delivery,
  error: SentEvent,
): Promise<void> {
  const { lineEnd = '\n', bytesPerWrite = Number.POSITIVE_INFINITY, errorAfterFrames } = delivery;
  const sent = errorAfterFrames === undefined ? events : [...events.slice(0, errorAfterFrames), error];
  response.flushHeaders();
  if (delivery.byteOrderMark === true) response.write('\u{feff}');
  for (const [at, event] of sent.entries()) {
    if (response.destroyed) return;
    if (at === delivery.cutAfterFrames) {
      response.destroy();
      return;
    }
    if (at > 0 && delivery.pauseMs !== undefined) await pause(delivery.pauseMs);
    const comment = delivery.comments === true && at % 2 === 1 ? `: keep-alive${lineEnd}${lineEnd}` : '';
    await write(response, Buffer.from(comment + eventText(event, lineEnd)), bytesPerWrite);
  }
  response.end();
}
