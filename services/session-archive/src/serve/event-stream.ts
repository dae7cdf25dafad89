/** Server-sent events (WHATWG HTML §9.2): items with their ids, comments as heartbeats, and a last word. */

/** Ends a stream and says why. */
export type StreamEnd = 'token-expired' | 'service-stopping';

// JSON text holds no line break, so one data line carries a whole item.
/** @param id By which a follower that comes back says what it has seen. */
export function itemFrame(item: object, id: string): string {
  return `id: ${id}\ndata: ${JSON.stringify(item)}\n\n`;
}

export const heartbeatFrame = ': heartbeat\n\n';
/** All that was archived when the follower came has been told; from now on it is live. */
export const caughtUpFrame = 'event: caught-up\ndata: {}\n\n';

export function endFrame(reason: StreamEnd): string {
  return `event: end\ndata: ${JSON.stringify({ reason })}\n\n`;
}
