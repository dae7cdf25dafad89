/** Answers as a stream, with backpressure: the next item is made when the client has taken the last. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** One JSON document per line. */
export function sendLines(reply: FastifyReply, items: AsyncIterable<object>): void {
  send(reply, 'application/x-ndjson; charset=utf-8', lines(items));
}

/** Server-sent events; proxies are asked not to hold them back. */
export function sendEvents(reply: FastifyReply, frames: AsyncIterable<string>): void {
  reply.header('x-accel-buffering', 'no');
  send(reply, 'text/event-stream; charset=utf-8', frames);
}

function send(reply: FastifyReply, type: string, chunks: AsyncIterable<string>): void {
  void reply
    .header('cache-control', 'no-store')
    .type(type)
    .send(Readable.from(chunks, { objectMode: false }));
}

async function* lines(items: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const item of items) yield `${JSON.stringify(item)}\n`;
}
