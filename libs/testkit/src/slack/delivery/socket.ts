/** One connection of Socket Mode, as Slack keeps it: hello, envelopes and their acknowledgements, goodbye. */
import { isObject, parseObject, stringOf, type Json } from '../../provider/json.js';
import type { RawData, WebSocket } from 'ws';
import { appId } from '../state/slack-state.js';

export type DisconnectReason = 'refresh_requested' | 'warning' | 'link_disabled' | 'too_many_websockets';

export interface Acknowledgement {
  readonly payload: Json | undefined;
}

const textOf = (data: RawData): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);

export class Socket {
  readonly #waiting = new Map<string, (answer: Acknowledgement | 'closed') => void>();
  /** No envelope is given to a connection that was told to leave. */
  leaving = false;

  constructor(
    readonly id: string,
    private readonly socket: WebSocket,
  ) {
    socket.on('message', (data) => this.#hear(textOf(data)));
    socket.on('close', () => {
      for (const answer of this.#waiting.values()) answer('closed');
      this.#waiting.clear();
    });
  }

  hello(connections: number): void {
    this.#send({
      type: 'hello',
      num_connections: connections,
      debug_info: { host: this.id, build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: appId },
    });
  }

  /** Resolves with the acknowledgement; `closed` where the connection ended before. */
  async ask(envelopeId: string, envelope: string): Promise<Acknowledgement | 'closed'> {
    return new Promise((resolve) => {
      this.#waiting.set(envelopeId, resolve);
      this.socket.send(envelope, (error) => {
        if (error instanceof Error) resolve('closed');
      });
    });
  }

  /** Asks the app to leave. Slack closes the connection some seconds later by itself; here `cut` does. */
  disconnect(reason: DisconnectReason): void {
    this.leaving = true;
    this.#send({ type: 'disconnect', reason, debug_info: { host: this.id } });
  }

  ping(): void {
    this.socket.ping();
  }

  /** The connection breaks without a word. */
  cut(): void {
    this.socket.terminate();
  }

  /** Nothing is read any more: pings stay without a pong, acknowledgements unheard. */
  freeze(): void {
    this.socket.pause();
  }

  #send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  #hear(bytes: Buffer): void {
    const message = parseObject(bytes);
    if (!isObject(message)) return;
    const envelopeId = stringOf(message.envelope_id);
    this.#waiting.get(envelopeId)?.({ payload: message.payload });
    this.#waiting.delete(envelopeId);
  }
}
