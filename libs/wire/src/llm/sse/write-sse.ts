/** Frames of our own, and frames whose data was changed: every other byte of these stays. */
import type { ByteRange, SseEvent } from './sse-event.js';

const encoder = new TextEncoder();

/** One event; `data` is one line of JSON. */
export function writeSse(event: string, data: string | Uint8Array): Uint8Array {
  const name = event === '' ? '' : `event: ${event}\n`;
  if (typeof data === 'string') return encoder.encode(`${name}data: ${data}\n\n`);
  return joinBytes([encoder.encode(`${name}data: `), data, encoder.encode('\n\n')]);
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
export function withData(event: SseEvent, data: Uint8Array): Uint8Array {
  const [only, second] = event.dataRanges;
  if (only !== undefined && second === undefined) return withLine(event.bytes, only, data);
  const lines = linesOf(data);
  const isPaired = lines.length === event.dataRanges.length;
  const pieces: Uint8Array[] = [];
  let kept = 0;
  for (const [index, { start, end }] of event.dataRanges.entries()) {
    const line = isPaired ? lines[index] : index === 0 ? joinBytes(lines) : undefined;
    pieces.push(event.bytes.subarray(kept, start), line ?? nothing);
    kept = end;
  }
  pieces.push(event.bytes.subarray(kept));
  return joinBytes(pieces);
}

function withLine(bytes: Uint8Array, { start, end }: ByteRange, line: Uint8Array): Uint8Array {
  const written = Buffer.allocUnsafe(bytes.length - (end - start) + line.length);
  written.set(bytes.subarray(0, start));
  written.set(line, start);
  written.set(bytes.subarray(end), start + line.length);
  return written;
}

const nothing = new Uint8Array(0);

function linesOf(data: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = data.indexOf(0x0a); end >= 0; end = data.indexOf(0x0a, start)) {
    lines.push(data.subarray(start, end));
    start = end + 1;
  }
  return [...lines, data.subarray(start)];
}
