/** A request at the door: what is known of it before anything is decided, and whether anybody is let in at all. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestHeaders } from '@sallyport/wire/http/request-headers';
import type { RefusalCode } from '../../core/error-table.js';
import type { Arrival } from './arrival.js';
import { ClientConnection } from './client-connection.js';
import type { Door } from './door.js';

export function arrive(
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
  awaitsContinue: boolean,
): Arrival {
  const receivedMs = Date.now();
  const client = ClientConnection.of(request.socket, door.trustedProxies);
  const headers = new RequestHeaders(request.rawHeaders, request.httpVersion);
  return {
    request,
    response,
    client,
    requestId: door.newId(receivedMs),
    receivedMs,
    startedMs: performance.now(),
    method: request.method ?? '',
    headers,
    source: client.source(headers),
    awaitsContinue,
  };
}

/** Why nobody is let in at the moment, if so. */
export function shut(door: Door): RefusalCode | undefined {
  if (door.closed !== undefined) return door.closed;
  if (door.counters.inFlight - door.held.size > door.limits.inFlightRequestsMax) return 'OVERLOADED';
  return door.recorder.unavailable() === undefined ? undefined : 'AUDIT_UNAVAILABLE';
}
