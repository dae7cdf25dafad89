/** A streamed answer that begins while its request still waits for people: comments keep the connection alive. */
import type { ServerResponse } from 'node:http';
import type { DialectError, StreamReader } from '@sallyport/wire/llm/dialect';

/** Says to whoever looks at the bytes why nothing else comes. */
export const waitComment: Buffer = Buffer.from(': waits for people\n\n');

export class WaitingStream {
  constructor(
    private readonly response: ServerResponse,
    private readonly reader: Pick<StreamReader, 'cut'>,
  ) {}

  /** @param headers of the gateway, names and values by turns */
  static open(
    response: ServerResponse,
    reader: Pick<StreamReader, 'cut'>,
    headers: readonly string[],
  ): WaitingStream {
    response.sendDate = true;
    response.writeHead(200, [
      'content-type',
      'text/event-stream; charset=utf-8',
      'cache-control',
      'no-store',
      ...headers,
    ]);
    const stream = new WaitingStream(response, reader);
    stream.comment();
    return stream;
  }

  /** Readers of event streams skip it. */
  comment(): void {
    this.response.write(waitComment);
  }

  /** Ends the stream with the dialect's own error, which its client's library raises. */
  refuse(error: DialectError): void {
    this.response.end(this.reader.cut(error));
  }
}
