/** The newer protocol over a WebSocket: every text message is one document, a command from the client, an event from the server. */
import { readJson } from '../json/read-json.js';
import type { DialectError, ReadDocument, StreamForm, StreamFrame, StreamProblem } from '../llm/dialect.js';
import type { Unreadable } from '../llm/operation.js';
import { eventTexts } from './event-texts.js';
import { FrameReader } from './frame-reader.js';
import { bodyLimits } from '../plain/body-limits.js';
import { readRequest } from './read-request.js';
import { commandRefusal, errorDocument } from './refusals.js';

/** A message from the client, as the command it is: the same as a body of `POST /threads/{id}/commands`. */
export const readSocketCommand = (thread: string, message: Uint8Array): ReadDocument | Unreadable =>
  readRequest(
    { method: 'POST', path: `/threads/${encodeURIComponent(thread)}/commands`, query: '' },
    message,
  );

/** JSON of a command's id, which every answer to it repeats: ids are numbers. */
function idOf(message: Uint8Array): string {
  const json = readJson(message, bodyLimits);
  const id = json.kind === 'unreadable' ? undefined : json.member(json.root, 'id');
  if (json.kind === 'unreadable' || id === undefined) return 'null';
  const raw = json.raw(id);
  return /^\d{1,16}$/.test(raw) ? raw : 'null';
}

/** The answer to a command that does not go on. */
export const refuseSocketCommand = (command: Uint8Array, error: DialectError): Uint8Array =>
  commandRefusal(idOf(command), error);

const empty = new Uint8Array(0);

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

  /** The message that wanted the call says why instead, in the event that tells it whole; no message of its own is needed. */
  refuseToolCall(channel: string, message: string): () => Uint8Array {
    this.#frames.refuse(channel, message);
    return () => empty;
  }

  /** The last message before the socket is closed (with 4403: clients take 4000 and an HTTP status for final). */
  cut(error: DialectError): Uint8Array {
    return Buffer.from(errorDocument(error), 'utf8');
  }
}
