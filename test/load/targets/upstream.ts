/**
 * The upstream of every row, as a process: answers as a chat service does. It speaks HTTP on raw sockets, because it shares
 * a core with the load generator: an upstream on node:http fills that core before a proxy fills its own.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { MessageReader } from '../http/message-reader.js';
import { exchanges } from '../traffic/exchanges.js';
import { probes } from '../traffic/probes.js';
import { endWithParent } from './process-end.js';
import { SeedFinder } from './seed-finder.js';
import { wireAnswer } from './wire-answer.js';
import type { WireAnswer } from './wire-answer.js';

const READ_BYTES = 64 * 1024;

const turns = [...Object.values(exchanges).flatMap(({ turns: all }) => all), ...Object.values(probes)];
const answers = new Map<number, WireAnswer>(turns.map((turn) => [turn.seed, wireAnswer(turn)]));
const unknown = Buffer.from('HTTP/1.1 500 No Such Seed\r\nContent-Length: 0\r\n\r\n');

/** True after the bench asked for the next request's body. */
let tellsNext = false;

/** Writes a stream chunk by chunk, each in a write of its own: at once one after the other, or `gapMs` apart. */
async function stream(socket: Socket, chunks: readonly Buffer[], gapMs: number): Promise<void> {
  for (const [index, chunk] of chunks.entries()) {
    if (socket.destroyed) return;
    if (index > 0) {
      if (gapMs > 0) await pause(gapMs);
      else await new Promise((resolve) => setImmediate(resolve));
    }
    socket.write(chunk);
  }
}

function answer(socket: Socket, asked: SeedFinder): void {
  const found = answers.get(asked.seed);
  if (found === undefined) socket.write(unknown);
  else if (found.kind === 'whole') socket.write(found.bytes);
  else void stream(socket, asked.asksUsage ? found.chunksWithUsage : found.chunks, found.gapMs);
}

const server = createServer({ noDelay: true, highWaterMark: READ_BYTES }, (socket) => {
  const reader = new MessageReader();
  let asked = new SeedFinder();
  let told: Buffer[] | undefined;
  const onBody = (part: Buffer): void => {
    asked.read(part);
    if (tellsNext) (told ??= []).push(part);
  };
  socket.on('data', (bytes) => {
    if (!reader.feed(bytes, onBody)) return;
    if (told !== undefined) {
      process.send?.({ type: 'seen', body: Buffer.concat(told).toString() });
      tellsNext = false;
      told = undefined;
    }
    answer(socket, asked);
    asked = new SeedFinder();
  });
  socket.on('error', () => socket.destroy());
});
server.listen({ host: '127.0.0.1', port: 0 }, () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ type: 'listening', http: `http://127.0.0.1:${port}` });
});
process.on('message', (message: { readonly type: string }) => {
  if (message.type !== 'tell-next') return;
  tellsNext = true;
  process.send?.({ type: 'telling' });
});
endWithParent();
