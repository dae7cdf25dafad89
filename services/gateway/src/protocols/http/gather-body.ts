/** Waits a moment for a small request body, so that it fits into the event of its request. */
import type { IncomingMessage } from 'node:http';
import { Roster, type Seated } from '../../core/roster.js';
import type { AcceptedArrival } from './arrival.js';
import type { Limits } from '../../limits.js';

export type GatheredBody =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** More follows: what has arrived so far, with the stream paused. */
  | { readonly kind: 'open'; readonly first: Buffer };

export const noBytes: Buffer = Buffer.alloc(0);
const noBody: GatheredBody = { kind: 'whole', bytes: noBytes };
const openFromStart: GatheredBody = { kind: 'open', first: noBytes };

/** Whole when it arrives in time and is small; a body announced as longer is not waited for. A client that goes away leaves it open. */
export function gatherBody(
  request: IncomingMessage,
  framing: AcceptedArrival['framing'],
  limits: Limits,
): GatheredBody | Promise<GatheredBody> {
  if (framing.kind === 'none') return noBody;
  if (framing.kind === 'length' && framing.bytes > limits.requestInlineBytesMax) return openFromStart;
  return new Promise((resolve) => {
    const announced = framing.kind === 'length' ? framing.bytes : Infinity;
    waiting.add(new Gathering(request, announced, limits, resolve));
    waitFor(limits.requestGatherMsMax);
  });
}

class Gathering implements Seated {
  seat = -1;
  readonly startedMs = performance.now();
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    private readonly request: IncomingMessage,
    private readonly announced: number,
    private readonly limits: Limits,
    private readonly resolve: (gathered: GatheredBody) => void,
  ) {
    request.on('data', this.onData).on('end', this.onEnd).on('close', this.leaveOpen);
  }

  readonly leaveOpen = (): void => {
    this.request.pause();
    this.#settle({ kind: 'open', first: this.#joined() });
  };

  private readonly onData = (chunk: Buffer): void => {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    // The announced length has come: nothing else can follow, so its end need not be waited for.
    if (this.#bytes === this.announced) this.onEnd();
    else if (this.#bytes > this.limits.requestInlineBytesMax) this.leaveOpen();
  };

  private readonly onEnd = (): void => this.#settle({ kind: 'whole', bytes: this.#joined() });

  #settle(gathered: GatheredBody): void {
    if (!waiting.delete(this)) return;
    // Listeners that stay on would keep all of this alive for as long as the request's object is.
    this.request.off('data', this.onData).off('end', this.onEnd).off('close', this.leaveOpen);
    if (gathered.kind === 'whole') this.request.resume();
    this.resolve(gathered);
  }

  #joined(): Buffer {
    const [first] = this.#chunks;
    return first === undefined ? noBytes : this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
  }
}

/** All that wait share one timer: under load a timer for each request would cost more than the waiting. */
const waiting = new Roster<Gathering>();
let timer: NodeJS.Timeout | undefined;

function waitFor(ms: number): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    const nowMs = performance.now();
    for (const gathering of waiting) {
      if (nowMs - gathering.startedMs >= ms) gathering.leaveOpen();
    }
    if (waiting.size > 0) waitFor(ms);
  }, ms);
}
