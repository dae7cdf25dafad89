/**
 * The upstream of every row, as a process: 1 KB of JSON, or an SSE stream of 50 chunks. It speaks HTTP on raw sockets,
 * because it shares a core with the load generator: an upstream on node:http fills that core before a proxy fills its own.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { chatAnswer, sseFrame, sseFrameCount } from './exchange.js';
import { MessageReader } from '../http/message-reader.js';
import { endWithParent } from './process-end.js';

const READ_BYTES = 16 * 1024;

const jsonAnswer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(chatAnswer)}\r\n\r\n${chatAnswer}`,
);
const sseHead =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n';
const sseChunks = Array.from({ length: sseFrameCount }, (_, index) => {
  const frame = sseFrame(index);
  return Buffer.from(`${index === 0 ? sseHead : ''}${Buffer.byteLength(frame).toString(16)}\r\n${frame}\r\n`);
});
const sseEnd = Buffer.from('0\r\n\r\n');

/** Writes the stream chunk by chunk, each in a write of its own: at once one after the other, or `gapMs` apart. */
async function stream(socket: Socket, gapMs: number): Promise<void> {
  for (const chunk of sseChunks) {
    if (socket.destroyed) return;
    socket.write(chunk);
    if (gapMs > 0) await pause(gapMs);
    else await new Promise((resolve) => setImmediate(resolve));
  }
  if (!socket.destroyed) socket.write(sseEnd);
}

function answer(socket: Socket, startLine: string): void {
  const gap = /gapMs=(\d+)/.exec(startLine);
  if (startLine.includes('stream')) void stream(socket, Number(gap?.[1] ?? 0));
  else socket.write(jsonAnswer);
}

const server = createServer({ noDelay: true }, (socket) => {
  const reader = new MessageReader();
  socket.on('data', (bytes) => {
    if (reader.feed(bytes)) answer(socket, reader.startLine);
  });
  socket.on('error', () => socket.destroy());
});
server.listen({ host: '127.0.0.1', port: 0, highWaterMark: READ_BYTES }, () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ type: 'listening', http: `http://127.0.0.1:${port}` });
});
endWithParent();
