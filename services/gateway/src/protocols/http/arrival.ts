/** A request as it came in, before anything was decided. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Framing } from '@sallyport/wire/http/framing';
import type { RequestHeaders } from '@sallyport/wire/http/request-headers';
import type { ReadTarget } from '@sallyport/wire/http/request-target';
import type { ClientConnection } from './client-connection.js';
import type { SourceAddress } from './source-address.js';
import type { WaitingStream } from './waiting-stream.js';

export interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly client: ClientConnection;
  /** UUIDv7, the same in all events and in `x-sallyport-request-id`. */
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly receivedMs: number;
  /** Reading of the monotonic clock, in milliseconds: durations count from here. */
  readonly startedMs: number;
  readonly method: string;
  readonly headers: RequestHeaders;
  readonly source: SourceAddress;
  /** The client waits for `100 Continue` before it sends its body. */
  readonly awaitsContinue: boolean;
  /** The client asks to switch to WebSocket, where that can be. */
  readonly upgrade?: UpgradedSocket;
  /** The answer has begun already: its request waited for people, and is released now. */
  readonly opened?: WaitingStream;
}

/** A connection that node's server has let go of. */
export interface UpgradedSocket {
  readonly socket: Socket;
  /** What came behind the request. */
  readonly head: Buffer;
}

/** An arrival that keeps to the limits and can be read in one way only. */
export interface AcceptedArrival {
  readonly target: Extract<ReadTarget, { kind: 'target' }>;
  readonly framing: Exclude<Framing, { kind: 'refused' }>;
}
