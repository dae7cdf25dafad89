/** Which upgrades are taken: WebSocket, to the event streams of a LangGraph thread. All others are refused as requests. */
import type { IncomingMessage } from 'node:http';
import { langgraph } from '@sallyport/wire/langgraph/langgraph';
import type { Target } from '@sallyport/wire/llm/dialect';
import type { ConnectionInForce } from '../../core/ports/policy-in-force.js';
import { ClientConnection } from '../http/client-connection.js';
import { dialectFor } from '../../core/reading/dialects.js';

/** Sixteen bytes in base64 (RFC 6455 §4.1). */
const key = /^[+/0-9A-Za-z]{22}==$/;
/** A list of tokens (RFC 9110 §5.6.2). */
const protocolList = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:[ \t]*,[ \t]*[!#$%&'*+\-.^_`|~0-9A-Za-z]+)*$/;
const eventPath = /^(\/threads\/[^/]+)\/stream(?:\/events)?\/?$/;
const eventTarget = /^\/[^/?]+\/threads\/[^/?]+\/stream(?:\/events)?\/?(?:\?|$)/;

/**
 * Whether the request's form is one that could be taken; asked before anything else is known of it. It must not tell who is
 * nobody yet which connections there are, so that it looks at the form alone.
 */
export function mayUpgrade({ method, httpVersion, url = '', headers, socket }: IncomingMessage): boolean {
  const protocols = headers['sec-websocket-protocol'];
  return (
    method === 'GET' &&
    httpVersion === '1.1' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-version'] === '13' &&
    key.test(headers['sec-websocket-key'] ?? '') &&
    (protocols === undefined || isProtocolList(protocols)) &&
    headers['transfer-encoding'] === undefined &&
    headers['content-length'] === undefined &&
    eventTarget.test(url) &&
    // Behind a request that is still being answered, that answer would run into the socket's frames.
    ClientConnection.known(socket)?.isBusy !== true
  );
}

/** Whether this connection has such a stream there. An answer that is judged by all of it has no end here. */
export function takesUpgrade(
  { reading }: ConnectionInForce,
  { path, query }: Omit<Target, 'method'>,
): boolean {
  const dialect = dialectFor(reading.dialects, { method: 'GET', path, query });
  return dialect === langgraph && !reading.holdsAnswers && eventPath.test(path);
}

/** Where the same command would go as a request of its own: it is judged as that. */
export const commandsPath = (path: string): string => path.replace(eventPath, '$1/commands');

/** The protocols that a client offers. */
export const protocolsOf = (list: string | undefined): readonly string[] =>
  list === undefined ? [] : list.split(',').map((name) => name.trim());

function isProtocolList(list: string): boolean {
  const names = protocolsOf(list);
  return list.length <= 1024 && protocolList.test(list) && new Set(names).size === names.length;
}
