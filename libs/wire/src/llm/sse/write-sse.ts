/** Frames of our own, and frames whose data was changed: every other byte of these stays. */
import type { SseEvent } from './sse-event.js';

const encoder = new TextEncoder();

/** One event; `data` is one line of JSON. */
export function writeSse(event: string, data: string): Uint8Array {
  return encoder.encode(event === '' ? `data: ${data}\n\n` : `event: ${event}\ndata: ${data}\n\n`);
}

export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1 && pieces[0] !== undefined) return pieces[0];
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  return joined;
}

/**
 * The frame with other data. Both are JSON: no line break lies inside a string of it, and what changed are values on
 * one line, so lines pair up; should they not, all of it goes into the first data line.
 */
export function withData(event: SseEvent, data: string): Uint8Array {
  const lines = data.split('\n');
  const isPaired = lines.length === event.dataRanges.length;
  const pieces: Uint8Array[] = [];
  let kept = 0;
  for (const [index, { start, end }] of event.dataRanges.entries()) {
    const line = isPaired ? lines[index] : index === 0 ? lines.join('') : '';
    pieces.push(event.bytes.subarray(kept, start), encoder.encode(line));
    kept = end;
  }
  pieces.push(event.bytes.subarray(kept));
  return joinBytes(pieces);
}
