/** Sends a request with trailers: undici cannot, so node's own client does, on a connection of its own. */
import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Dispatcher } from 'undici';
import { forwardTrailers } from '@sallyport/wire/http/response-headers';
import { connectionTokens } from '@sallyport/wire/http/hop-by-hop';
import { replacedHeaders } from '@sallyport/wire/http/request-headers';
import type { ConnectionInForce } from '../../core/ports/policy-in-force.js';

/** Never in a trailer: credentials, in whatever name the upstream reads them, and words about other hops. */
const refusedTrailers: ReadonlySet<string> = new Set([...replacedHeaders, 'cookie', 'cookie2']);

/** The upstream took too long; under the code that undici gives the same failure. */
class TrailingTimeout extends Error {
  override readonly name = 'TrailingTimeout';
  readonly code = 'ETIMEDOUT';
}

/** Speaks to its handler as undici does, so that an exchange need not know which of them serves it. */
export class TrailingRequest implements Dispatcher.DispatchController {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  #request: ClientRequest | undefined;
  #response: IncomingMessage | undefined;

  constructor(
    private readonly connection: ConnectionInForce,
    /** The client's request: its trailers are known when its body has ended. */
    private readonly incoming: IncomingMessage,
    private readonly token: string,
    /** Name in lower case of the header that carries the real credential; empty when there is none. */
    private readonly credentialName: string,
  ) {}

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const { body } = options;
    const secure = this.connection.origin.startsWith('https:');
    const outgoing = (secure ? httpsRequest : httpRequest)(this.#options(options));
    this.#request = outgoing;
    outgoing.setTimeout(this.connection.headersMsMax, () =>
      outgoing.destroy(new TrailingTimeout('no progress')),
    );
    this.#limitConnecting(outgoing);
    outgoing.on('error', (error) => handler.onResponseError?.(this, error));
    outgoing.on('response', (response) => this.#relay(response, handler));
    handler.onRequestStart?.(this, undefined);
    if (Buffer.isBuffer(body)) {
      outgoing.write(body);
      this.#end(outgoing);
    } else if (body !== null && typeof body === 'object' && 'pipe' in body) {
      body.on('error', (error) => outgoing.destroy(error));
      body.on('end', () => this.#end(outgoing));
      body.pipe(outgoing, { end: false });
    } else this.#end(outgoing);
    return true;
  }

  pause(): void {
    this.paused = true;
    this.#response?.pause();
  }

  resume(): void {
    this.paused = false;
    this.#response?.resume();
  }

  abort(reason: Error): void {
    this.aborted = true;
    this.reason = reason;
    this.#request?.destroy(reason);
  }

  #options({ path, method, headers }: Dispatcher.DispatchOptions): RequestOptions {
    const { ca, cert, key, serverName } = this.connection.tls;
    const { hostname, port, host } = new URL(this.connection.origin);
    const flat = Array.isArray(headers) ? headers.map(String) : [];
    const announced = this.#announced();
    const passing = flat.filter((_, at) => flat[at - (at % 2)]?.toLowerCase() !== 'trailer');
    return {
      host: hostname.replace(/^\[|\]$/g, ''),
      port,
      path,
      method,
      agent: false,
      headers: ['host', host, 'transfer-encoding', 'chunked', 'connection', 'close', ...passing].concat(
        announced === '' ? [] : ['trailer', announced],
      ),
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    };
  }

  /** The caller's token goes nowhere, in whatever trailer it stands, and no trailer takes a place that is the gateway's. */
  #end(outgoing: ClientRequest): void {
    const named = connectionTokens(this.incoming.headers.connection ?? '');
    const trailers = Object.entries(this.incoming.trailersDistinct).filter(
      ([name, values]) =>
        !this.#isRefused(name, named) && values?.some((value) => value.includes(this.token)) === false,
    );
    const flat = forwardTrailers(Object.fromEntries(trailers));
    outgoing.addTrailers(
      flat.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : [])),
    );
    outgoing.end();
  }

  #limitConnecting(outgoing: ClientRequest): void {
    const timer = setTimeout(
      () => outgoing.destroy(new TrailingTimeout('no connection')),
      this.connection.connectMsMax,
    );
    const connected = (): void => clearTimeout(timer);
    const secure = this.connection.origin.startsWith('https:');
    outgoing.once('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', connected));
    outgoing.once('close', connected);
  }

  #isRefused(name: string, named: ReadonlySet<string>): boolean {
    return refusedTrailers.has(name) || name === this.credentialName || named.has(name);
  }

  /** What is announced is what may be sent: names only, none of those that are refused. */
  #announced(): string {
    const named = connectionTokens(this.incoming.headers.connection ?? '');
    return (this.incoming.headers.trailer ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !this.#isRefused(name.toLowerCase(), named))
      .filter((name) => forwardTrailers({ [name.toLowerCase()]: '' }).length > 0)
      .join(', ');
  }

  #relay(response: IncomingMessage, handler: Dispatcher.DispatchHandler): void {
    this.#response = response;
    response.socket.setTimeout(this.connection.idleMsMax);
    handler.onResponseStart?.(
      this,
      response.statusCode ?? 0,
      response.headersDistinct,
      response.statusMessage,
    );
    response.on('data', (chunk: Buffer) => handler.onResponseData?.(this, chunk));
    response.on('end', () => {
      if (response.complete) handler.onResponseEnd?.(this, response.trailersDistinct);
    });
    response.on('error', (error) => handler.onResponseError?.(this, error));
    if (this.paused) response.pause();
  }
}
