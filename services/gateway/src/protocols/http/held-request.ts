/** One request between the doors: hears what people decide, its client's leaving, and the end of its patience. */
import type { StreamReader } from '@sallyport/wire/llm/dialect';
import type { RefusalCode } from '../../core/error-table.js';
import type { Heard, Waited, Waiting } from '../../core/holding/held-table.js';
import type { Seated } from '../../core/roster.js';
import type { Limits } from '../../limits.js';
import type { Arrival } from './arrival.js';
import type { OnConnection } from './client-connection.js';
import { WaitingStream } from './waiting-stream.js';

/** What ends a wait, besides what is heard. */
export type WaitEnd =
  | Heard
  /** Its client went away. */
  | { readonly kind: 'gone' }
  /** Its client has waited as long as it may. */
  | { readonly kind: 'late' }
  /** The gateway refuses it for a reason of its own. */
  | { readonly kind: 'closed'; readonly code: RefusalCode };

export interface HeldParts {
  readonly arrival: Arrival;
  readonly waited: Waited;
  readonly owner: string;
  readonly bytes: number;
  readonly limits: Pick<Limits, 'heldSilentMsMax' | 'heldCommentMs'>;
  readonly waitMsMax: number;
  /** For an answer that may begin before people have decided: the reader of its stream; else undefined. */
  readonly stream: (() => Pick<StreamReader, 'cut'>) | undefined;
  /** Headers of such an answer, names and values by turns. */
  readonly headers: readonly string[];
}

export class HeldRequest implements Waiting, OnConnection, Seated {
  seat = -1;
  readonly waited: Waited;
  readonly owner: string;
  readonly bytes: number;
  /** Set once the answer has begun. */
  opened: WaitingStream | undefined;
  readonly #sinceMs = performance.now();
  #commentedMs = this.#sinceMs;
  /** What came while nobody listened: a permit may be gone again, but an end stays one. */
  #ended: WaitEnd | undefined;
  #listener: ((end: WaitEnd) => void) | undefined;

  constructor(private readonly parts: HeldParts) {
    this.waited = parts.waited;
    this.owner = parts.owner;
    this.bytes = parts.bytes;
  }

  /** What is heard next; at once where the wait is over already. */
  next(): Promise<WaitEnd> {
    if (this.#ended !== undefined) return Promise.resolve(this.#ended);
    return new Promise((resolve) => {
      this.#listener = resolve;
    });
  }

  heard(heard: Heard): void {
    this.#tell(heard);
  }

  clientGone(): void {
    this.#tell({ kind: 'gone' });
  }

  close(code: RefusalCode): void {
    this.#tell({ kind: 'closed', code });
  }

  /** @param nowMs reading of the monotonic clock */
  sweep(nowMs: number): void {
    const { limits, waitMsMax, stream, arrival, headers } = this.parts;
    const waitedMs = nowMs - this.#sinceMs;
    if (waitedMs >= waitMsMax) {
      this.#tell({ kind: 'late' });
      return;
    }
    if (stream === undefined || waitedMs < limits.heldSilentMsMax) return;
    if (this.opened === undefined) this.opened = WaitingStream.open(arrival.response, stream(), headers);
    else if (nowMs - this.#commentedMs >= limits.heldCommentMs) this.opened.comment();
    else return;
    this.#commentedMs = nowMs;
  }

  #tell(end: WaitEnd): void {
    const listener = this.#listener;
    this.#listener = undefined;
    if (end.kind !== 'permit') this.#ended ??= end;
    listener?.(end);
  }
}
