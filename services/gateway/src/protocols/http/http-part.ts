/** The data port as a part of the service: listens, looks after what waits, and stops without losing an end. */
import type { Part } from '@sallyport/service-kit/service/service-definition';
import type { Server as TlsServer } from 'node:https';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { Certificates } from './certificates.js';
import type { Door } from './door.js';
import { listen, type Listener } from './listen.js';
import { sweep } from './open-door.js';

export interface HttpPartOptions {
  readonly host: string;
  readonly port: number;
  readonly certificates: Certificates | undefined;
  readonly announce: (url: string) => void;
}

export class HttpPart implements Part {
  readonly name = 'http';
  #listener: Listener | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly door: Door,
    private readonly options: HttpPartOptions,
  ) {}

  async start(): Promise<void> {
    const { host, port, certificates } = this.options;
    this.#listener = await listen(this.door, host, port, certificates?.options());
    const { server, url } = this.#listener;
    if (certificates !== undefined && isTls(server))
      certificates.watch(server, this.door.limits.certificatePollMs);
    this.#timer = setInterval(() => sweep(this.door, Date.now()), this.door.limits.sweepMs);
    this.options.announce(url);
  }

  /**
   * New requests are refused at once; those in flight may end until `drainMsMax` or the deadline, then they are cut and
   * completed as such. Sessions end last. The recorder is stopped after this part, so that all of it is recorded.
   */
  async stop(deadline: AbortSignal): Promise<void> {
    const { door } = this;
    door.closed = 'STOPPING';
    // Nobody can release them any more here; what people decide is claimed at another replica, or after the start.
    for (const held of [...door.heldRequests]) held.close('STOPPING');
    const server = this.#listener?.server;
    server?.close();
    server?.closeIdleConnections();
    await this.#drained(deadline);
    for (const exchange of [...door.exchanges]) exchange.end(Outcome.CUT, 'STOPPING');
    await this.#completed(deadline);
    server?.closeAllConnections();
    clearInterval(this.#timer);
    door.refusals.sweep(Date.now(), true);
    door.sessions.endAll();
    this.options.certificates?.close();
    await door.pools.destroy();
  }

  /** A completion may wait for the last part of its answer; the recorder is there until it is handed over. */
  async #completed(deadline: AbortSignal): Promise<void> {
    while (this.door.exchanges.size > 0 && !deadline.aborted) {
      await new Promise((resolve) => setTimeout(resolve, drainLookMs));
    }
  }

  unready(): string | undefined {
    return this.door.policy() === undefined ? 'there is no valid policy document' : undefined;
  }

  async #drained(deadline: AbortSignal): Promise<void> {
    const endMs = performance.now() + this.door.limits.drainMsMax;
    while (this.door.counters.inFlight > 0 && !deadline.aborted && performance.now() < endMs) {
      this.#listener?.server.closeIdleConnections();
      await new Promise((resolve) => setTimeout(resolve, drainLookMs));
    }
  }
}

/** How often a stop looks whether the last request has ended. */
const drainLookMs = 20;

function isTls(server: object): server is TlsServer {
  return 'setSecureContext' in server;
}
