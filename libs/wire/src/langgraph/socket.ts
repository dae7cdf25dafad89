/** The newer protocol over a WebSocket: every text message is one document, a command from the client, an event from the server. */
import type { DialectError, ReadDocument, StreamForm, StreamFrame, StreamProblem } from '../llm/dialect.js';
import type { Unreadable } from '../llm/operation.js';
import { eventTexts } from './event-texts.js';
import { FrameReader } from './frame-reader.js';
import { readRequest } from './read-request.js';
import { errorDocument } from './refusals.js';

/** A message from the client, as the command it is: the same as a body of `POST /threads/{id}/commands`. */
export const readSocketCommand = (thread: string, message: Uint8Array): ReadDocument | Unreadable =>
  readRequest(
    { method: 'POST', path: `/threads/${encodeURIComponent(thread)}/commands`, query: '' },
    message,
  );

export class SocketEventReader {
  readonly #frames = new FrameReader(eventTexts);

  get problem(): StreamProblem | undefined {
    return this.#frames.problem;
  }

  read(message: Uint8Array): StreamFrame {
    return this.#frames.read({ bytes: message, document: message, wrap: (document) => document }, '');
  }

  carry(channel: string, text: string, form?: StreamForm): Uint8Array {
    return this.#frames.carry(channel, text, form);
  }

  /** The last message before the socket is closed (with 4403: clients take 4000 and an HTTP status for final). */
  cut(error: DialectError): Uint8Array {
    return Buffer.from(errorDocument(error), 'utf8');
  }
}
