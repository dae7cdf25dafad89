/** Waits for a request body: a moment for a small one, so that it fits into the event of its request, or until it is read whole. */
import type { IncomingMessage } from 'node:http';
import { Roster, type Seated } from '../../core/roster.js';
import type { AcceptedArrival } from './arrival.js';

export type GatheredBody =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** More follows: what has arrived so far, with the stream paused. */
  | { readonly kind: 'open'; readonly first: Buffer; readonly why: 'long' | 'late' | 'gone' };

/** How much is waited for, and how long. */
export interface Patience {
  readonly bytesMax: number;
  /** `all`: from the first byte waited for to the last; `silence`: between two of them. */
  readonly of: 'all' | 'silence';
  readonly msMax: number;
}

export const noBytes: Buffer = Buffer.alloc(0);
const noBody: GatheredBody = { kind: 'whole', bytes: noBytes };
/** What has come of it. */
export const arrivedBytes = (gathered: GatheredBody): Buffer =>
  gathered.kind === 'whole' ? gathered.bytes : gathered.first;

const openFromStart: GatheredBody = { kind: 'open', first: noBytes, why: 'long' };

/** Whole when it arrives in time and is small; a body announced as longer is not waited for. A client that goes away leaves it open. */
export function gatherBody(
  request: IncomingMessage,
  framing: AcceptedArrival['framing'],
  patience: Patience,
): GatheredBody | Promise<GatheredBody> {
  if (framing.kind === 'none') return noBody;
  if (framing.kind === 'length' && framing.bytes > patience.bytesMax) return openFromStart;
  return new Promise((resolve) => {
    const announced = framing.kind === 'length' ? framing.bytes : Infinity;
    roomOf(patience).add(new Gathering(request, announced, patience, resolve));
  });
}

class Gathering implements Seated {
  seat = -1;
  sinceMs = performance.now();
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    private readonly request: IncomingMessage,
    private readonly announced: number,
    readonly patience: Patience,
    private readonly resolve: (gathered: GatheredBody) => void,
  ) {
    request.on('data', this.onData).on('end', this.onEnd).on('close', this.onClose);
  }

  leaveOpen(why: 'long' | 'late' | 'gone'): void {
    this.request.pause();
    this.#settle({ kind: 'open', first: this.#joined(), why });
  }

  private readonly onClose = (): void => this.leaveOpen('gone');

  private readonly onData = (chunk: Buffer): void => {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.patience.of === 'silence') this.sinceMs = performance.now();
    // The announced length has come: nothing else can follow, so its end need not be waited for.
    if (this.#bytes === this.announced) this.onEnd();
    else if (this.#bytes > this.patience.bytesMax) this.leaveOpen('long');
  };

  private readonly onEnd = (): void => this.#settle({ kind: 'whole', bytes: this.#joined() });

  #settle(gathered: GatheredBody): void {
    if (!roomOf(this.patience).delete(this)) return;
    // Listeners that stay on would keep all of this alive for as long as the request's object is.
    this.request.off('data', this.onData).off('end', this.onEnd).off('close', this.onClose);
    if (gathered.kind === 'whole') this.request.resume();
    this.resolve(gathered);
  }

  #joined(): Buffer {
    const [first] = this.#chunks;
    return first === undefined ? noBytes : this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
  }
}

/** All that wait alike share one timer: under load a timer for each request would cost more than the waiting. */
class WaitingRoom {
  readonly #waiting = new Roster<Gathering>();
  #isLooking = false;

  constructor(private readonly lookMsMax: number) {}

  add(gathering: Gathering): void {
    this.#waiting.add(gathering);
    this.#lookAfter(gathering.patience.msMax);
  }

  /** False when it was not there any more. */
  delete(gathering: Gathering): boolean {
    return this.#waiting.delete(gathering);
  }

  #lookAfter(msMax: number): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const look = (): void => {
      this.#isLooking = false;
      const nowMs = performance.now();
      for (const gathering of this.#waiting) {
        if (nowMs - gathering.sinceMs >= gathering.patience.msMax) gathering.leaveOpen('late');
      }
      if (this.#waiting.size > 0) this.#lookAfter(msMax);
    };
    setTimeout(look, Math.min(msMax, this.lookMsMax));
  }
}

/** A silence need not be told to the millisecond. */
const silenceLookMs = 500;
const rooms = { all: new WaitingRoom(Infinity), silence: new WaitingRoom(silenceLookMs) };
const roomOf = ({ of }: Patience): WaitingRoom => rooms[of];
