/** The recorder: encodes on the caller's thread, hands over one batch at a time, resolves when that is durable. */
import { RecordError, type EventDraft, type RecordErrorCode, type Recorder } from '../core/ports/recorder.js';
import { eventKinds } from '../core/recording/event-kinds.js';
import type { OpenRequests } from '../core/recording/open-requests.js';
import { BatchQueue, type Batch, type EventOverrides } from './batch-queue.js';
import { Owed } from './owed.js';
import { pendingBytesMax, unawaitedCommitMs } from './spool-limits.js';

export interface CommitObserver {
  /** A batch was stored: how many events, and how long the committer took. */
  stored(events: number, elapsedMs: number): void;
  /** A batch could not be stored. */
  failed(events: number, code: RecordErrorCode): void;
}

/** Where batches become durable: the spool, or the event log itself. */
export interface BatchStore {
  /** Takes one batch; `committed` or `failed` of the recorder answers. The bytes are only valid during the call. */
  submit(frame: Uint8Array): void;
  /** Why nothing more may be stored now, when `pendingBytes` wait already. */
  refusal(pendingBytes: number, mayUseReserve: boolean): RecordError | undefined;
}

export class BatchRecorder implements Recorder {
  private readonly queue: BatchQueue;
  private readonly owed = new Owed();
  private committing: Batch | undefined;
  private scheduled = false;
  /** Whether somebody waits for what is in the queue. */
  private awaited = false;
  private unawaitedTimer: NodeJS.Timeout | undefined;
  /** Why nothing can be stored now, since the last batch that failed. */
  private failure: RecordError | undefined;
  private closed = true;
  private idle: (() => void) | undefined;

  constructor(
    producer: { readonly replica: string; readonly bootEpoch: string },
    private readonly open: OpenRequests,
    private readonly store: BatchStore,
    private readonly observer: CommitObserver,
    private readonly stallMsMax: number,
  ) {
    this.queue = new BatchQueue(producer, open);
  }

  /** How long the batch that is being stored has been under way. */
  private get stalledMs(): number {
    return this.committing ? performance.now() - this.committing.submittedMs : 0;
  }

  /** Requests received and not completed. */
  get openRequests(): number {
    return this.open.size;
  }

  record(draft: EventDraft): Promise<void> {
    const refusal = this.refusal(eventKinds[draft.body.$case].reserve);
    if (refusal) return this.refuse(draft, refusal);
    try {
      return this.add(draft).durable;
    } catch (error) {
      return Promise.reject(
        error instanceof Error ? error : new TypeError('an event that cannot be encoded'),
      );
    }
  }

  /** `record` under an id that the caller chose. */
  async recordAs(id: string, draft: EventDraft): Promise<void> {
    const refusal = this.refusal(true);
    if (refusal) throw refusal;
    await this.add(draft, { id }).durable;
  }

  unavailable(): RecordErrorCode | undefined {
    return this.refusal(false)?.code;
  }

  /** Resolves when nothing waits for the disk any more. */
  async flushed(): Promise<void> {
    if (this.committing === undefined && this.queue.empty) return;
    const { promise, resolve }: PromiseWithResolvers<void> = Promise.withResolvers();
    this.idle = resolve;
    if (this.committing === undefined) this.schedule();
    await promise;
  }

  /** The spool is open: from now on events are taken. */
  start(): void {
    this.closed = false;
  }

  /** From now on nothing is recorded. */
  close(): void {
    this.closed = true;
  }

  /** The batch under way is durable. Returns its frame when it was abandoned meanwhile. */
  committed(): Uint8Array | undefined {
    const batch = this.committing;
    if (!batch) return undefined;
    this.committing = undefined;
    this.observer.stored(batch.builder.events, performance.now() - batch.submittedMs);
    const abandoned = batch.abandoned ? Uint8Array.from(batch.builder.frame()) : undefined;
    batch.resolve();
    this.queue.release(batch);
    this.next();
    return abandoned;
  }

  /** The committer could not store the batch; whatever waits behind it is refused with it. */
  failed(code: RecordErrorCode, reason: string): void {
    this.failure = new RecordError(code, `the spool cannot store events: ${reason}`);
    const batch = this.committing;
    this.committing = undefined;
    if (batch) {
      this.observer.failed(batch.builder.events, code);
      for (const draft of this.queue.refuse(batch, this.failure)) this.owed.add(draft);
    }
    this.next();
  }

  /**
   * Refuses all who wait longer than they should, while the batch under way may still be stored. What it opened must then
   * be ended, for nobody forwards it: `committed` returns it. True when there was something to refuse.
   */
  abandon(): boolean {
    const batch = this.committing;
    if (!batch || batch.abandoned || this.stalledMs <= this.stallMsMax) return false;
    const error = new RecordError('SPOOL_BROKEN', 'the event log has not answered in time');
    batch.abandoned = true;
    batch.reject(error);
    for (const draft of this.queue.refuseWaiting(error)) this.owed.add(draft);
    return true;
  }

  /** The committer can store batches again. */
  recovered(): void {
    this.failure = undefined;
  }

  /** Tries again what completions could not be stored. */
  payOwed(): void {
    for (const draft of this.owed.takeAll()) {
      this.record(draft).catch((error: unknown) => {
        // `record` has put it back among what is owed, or it can never be stored: the request stays open until a restart.
        if (!(error instanceof RecordError)) throw error;
      });
    }
  }

  private add(draft: EventDraft, overrides?: EventOverrides): Batch {
    const batch = this.queue.add(draft, overrides);
    if (overrides === undefined && draft.body.$case === 'requestCompleted') batch.completions.push(draft);
    this.awaited ||= eventKinds[draft.body.$case].awaited;
    if (this.committing === undefined) this.schedule();
    return batch;
  }

  private schedule(): void {
    if (this.scheduled) return;
    if (this.awaited || this.idle !== undefined) {
      this.scheduled = true;
      // After the events of this turn of the event loop, so that all of them share one commit.
      setImmediate(this.submit);
    } else this.unawaitedTimer ??= setTimeout(this.submitUnawaited, unawaitedCommitMs);
  }

  private readonly submitUnawaited = (): void => {
    this.unawaitedTimer = undefined;
    if (!this.scheduled) this.submit();
  };

  private readonly submit = (): void => {
    this.scheduled = false;
    if (this.committing !== undefined) return;
    const batch = this.queue.take();
    if (!batch) {
      this.idle?.();
      return;
    }
    // What waits behind it does so because batches are full: it is not put off.
    this.awaited = !this.queue.empty;
    this.committing = batch;
    batch.submittedMs = performance.now();
    this.store.submit(batch.builder.frame());
  };

  private next(): void {
    if (this.queue.empty) {
      this.idle?.();
      return;
    }
    this.schedule();
  }

  private refusal(mayUseReserve: boolean): RecordError | undefined {
    if (this.closed) return new RecordError('SPOOL_CLOSED', 'the gateway is starting or stopping');
    if (this.failure) return this.failure;
    if (this.stalledMs > this.stallMsMax) {
      return new RecordError('SPOOL_BROKEN', `a batch has not become durable for ${this.stallMsMax} ms`);
    }
    const pending = this.queue.bytes;
    if (pending > pendingBytesMax) return new RecordError('SPOOL_FULL', `${pending} bytes wait to be stored`);
    return this.store.refusal(pending, mayUseReserve);
  }

  private refuse(draft: EventDraft, refusal: RecordError): Promise<void> {
    if (draft.body.$case === 'requestCompleted' && !this.closed) this.owed.add(draft);
    return Promise.reject(refusal);
  }
}
