/** The recorder over the spool: encodes on the caller's thread, resolves when the committer says that it is durable. */
import { RecordError, type EventDraft, type RecordErrorCode, type Recorder } from '../core/ports/recorder.js';
import { eventKinds } from '../core/recording/event-kinds.js';
import type { OpenRequests } from '../core/recording/open-requests.js';
import { BatchQueue, type Batch, type EventOverrides } from './batch-queue.js';
import { readGauge, ring, word, type ControlBlock } from './control-block.js';
import { Owed } from './owed.js';
import { commitStallMsMax, diskReserveBytes, pendingBytesMax, reserveBytes } from './spool-limits.js';

export interface CommitObserver {
  /** A batch was stored: how many events, and how long the committer took. */
  stored(events: number, elapsedMs: number): void;
  /** A batch could not be stored. */
  failed(events: number, code: RecordErrorCode): void;
}

export class SpoolRecorder implements Recorder {
  private readonly queue: BatchQueue;
  private readonly owed = new Owed();
  private committing: Batch | undefined;
  private scheduled = false;
  /** Why nothing can be stored now, since the last batch that failed. */
  private failure: RecordError | undefined;
  private closed = true;
  private idle: (() => void) | undefined;

  constructor(
    producer: { readonly replica: string; readonly bootEpoch: string },
    private readonly open: OpenRequests,
    private readonly control: ControlBlock,
    private readonly spoolBytesMax: number,
    private readonly observer: CommitObserver,
  ) {
    this.queue = new BatchQueue(producer, open);
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

  /** The committer has stored the batch. */
  committed(): void {
    const batch = this.committing;
    if (!batch) return;
    this.committing = undefined;
    this.observer.stored(batch.builder.events, performance.now() - batch.submittedMs);
    batch.resolve();
    this.queue.release(batch);
    this.next();
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
    if (this.committing === undefined && !this.scheduled) {
      this.scheduled = true;
      // After the events of this turn of the event loop, so that all of them share one commit.
      setImmediate(this.submit);
    }
    return batch;
  }

  private readonly submit = (): void => {
    this.scheduled = false;
    if (this.committing !== undefined) return;
    const batch = this.queue.take();
    if (!batch) {
      this.idle?.();
      return;
    }
    this.committing = batch;
    batch.submittedMs = performance.now();
    const frame = batch.builder.frame();
    this.control.batch.set(frame);
    Atomics.store(this.control.words, word.batchBytes, frame.length);
    Atomics.add(this.control.words, word.submitted, 1);
    ring(this.control.words);
  };

  private next(): void {
    if (this.queue.empty) {
      this.idle?.();
      return;
    }
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(this.submit);
  }

  private refusal(mayUseReserve: boolean): RecordError | undefined {
    if (this.closed) return new RecordError('SPOOL_CLOSED', 'the gateway is starting or stopping');
    if (this.failure) return this.failure;
    if (this.committing && performance.now() - this.committing.submittedMs > commitStallMsMax) {
      return new RecordError('SPOOL_BROKEN', `the disk has not answered for ${commitStallMsMax} ms`);
    }
    const pending = this.queue.bytes;
    const used = readGauge(this.control, 'usedBytes') + pending;
    const bytesMax = mayUseReserve
      ? this.spoolBytesMax
      : this.spoolBytesMax - reserveBytes(this.spoolBytesMax);
    if (used > bytesMax)
      return new RecordError('SPOOL_FULL', `the spool holds ${used} of ${this.spoolBytesMax} bytes`);
    const room = readGauge(this.control, 'roomBytes') - pending;
    const wanted = diskReserveBytes(this.spoolBytesMax) * (mayUseReserve ? 2 / 3 : 1);
    if (room < wanted)
      return new RecordError('SPOOL_FULL', `the disk has room for ${room} bytes, less than the reserve`);
    if (pending > pendingBytesMax) return new RecordError('SPOOL_FULL', `${pending} bytes wait for the disk`);
    return undefined;
  }

  private refuse(draft: EventDraft, refusal: RecordError): Promise<void> {
    if (draft.body.$case === 'requestCompleted' && !this.closed) this.owed.add(draft);
    return Promise.reject(refusal);
  }
}
