/** The recorder's memory: batches that fill, wait for the committer, or are being committed. */
import type { EventRecord } from '@sallyport/contracts/event-codec';
import { ContractError } from '@sallyport/contracts/event-codec';
import { eventEncoder } from '@sallyport/contracts/encode-event-in-place';
import { uuidV7Generator } from '@sallyport/contracts/uuid-v7';
import { closesRequest, opensRequest } from '@sallyport/recording/unknown-completion';
import { BatchBuilder, KeyTooLongError } from '../core/recording/batch-builder.js';
import { eventKinds } from '../core/recording/event-kinds.js';
import type { OpenChange, OpenRequests } from '../core/recording/open-requests.js';
import { RecordError, type EventDraft } from '../core/ports/recorder.js';
import { eventClock } from './event-clock.js';
import { batchBytesMax } from './spool-limits.js';

/** Filled batches kept for reuse; more are only needed while the disk stalls. */
const SPARE_BUILDERS_MAX = 4;

/** Events that are stored together, and the one promise that all who recorded them wait for. */
export interface Batch {
  readonly builder: BatchBuilder;
  readonly firstSequence: number;
  readonly changes: OpenChange[];
  /** Completions in it, which must be recorded later if they cannot be now. */
  readonly completions: EventDraft[];
  readonly durable: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: RecordError) => void;
  /** When it was given to the committer: milliseconds of the monotonic clock. */
  submittedMs: number;
  /** Those who wait for it were refused, while it may still become durable. */
  abandoned: boolean;
}

export interface EventOverrides {
  /** The id, where it is not a new one. */
  readonly id?: string;
}

export class BatchQueue {
  /** Full batches and the one that fills, oldest first. */
  private readonly waiting: Batch[] = [];
  private readonly spare: BatchBuilder[] = [];
  private readonly encode = eventEncoder();
  private readonly newId = uuidV7Generator();
  private readonly clock = eventClock();
  private sequence = 1;

  constructor(
    private readonly producer: { readonly replica: string; readonly bootEpoch: string },
    private readonly open: OpenRequests,
  ) {}

  /** Bytes that wait for the committer. */
  get bytes(): number {
    let bytes = 0;
    for (const batch of this.waiting) bytes += batch.builder.bytes;
    return bytes;
  }

  get empty(): boolean {
    return this.waiting.length === 0;
  }

  /**
   * Adds an event behind all others and returns its batch.
   * @throws RecordError EVENT_TOO_LARGE, or what makes the draft impossible to encode; nothing has changed then.
   */
  add(draft: EventDraft, overrides: EventOverrides = {}): Batch {
    const batch = this.filling();
    const timeUs = this.clock();
    const record: EventRecord = {
      envelope: {
        ...draft.envelope,
        id: overrides.id ?? this.newId(Math.floor(timeUs / 1000)),
        timeUs: draft.timeUs ?? timeUs,
        schemaVersion: 1,
        producer: { ...this.producer, sequence: this.sequence },
      },
      body: draft.body,
    };
    const change = this.effectOf(record);
    try {
      batch.builder.add(this.encode, {
        record,
        payloads: draft.payloads,
        key: draft.envelope.session,
        kind: eventKinds[draft.body.$case].number,
        effect: change === undefined ? 'none' : change.opened ? 'opens' : 'closes',
        request: change?.request ?? 0,
      });
    } catch (error) {
      if (change) this.open.undo([change]);
      if (batch.builder.events === 0) this.dropEmpty(batch);
      if (!(error instanceof ContractError || error instanceof KeyTooLongError)) throw error;
      throw new RecordError('EVENT_TOO_LARGE', error.message, { cause: error });
    }
    if (change) batch.changes.push(change);
    this.sequence++;
    return batch;
  }

  /** The oldest batch, to be committed; it takes no more events. */
  take(): Batch | undefined {
    return this.waiting.shift();
  }

  /** A batch that was taken is done with; its memory is used again. */
  release(batch: Batch): void {
    batch.builder.clear();
    if (this.spare.length < SPARE_BUILDERS_MAX) this.spare.push(batch.builder);
  }

  /**
   * `failed` could not be stored: it and all behind it are refused, and their sequence numbers are free again.
   * Returns the completions among them.
   */
  refuse(failed: Batch, error: RecordError): readonly EventDraft[] {
    return this.refuseAll([failed, ...this.waiting.splice(0)], error);
  }

  /** Refuses all that was not taken yet. */
  refuseWaiting(error: RecordError): readonly EventDraft[] {
    return this.refuseAll(this.waiting.splice(0), error);
  }

  private refuseAll(refused: readonly Batch[], error: RecordError): readonly EventDraft[] {
    for (const batch of refused.toReversed()) this.open.undo(batch.changes);
    this.sequence = refused[0]?.firstSequence ?? this.sequence;
    for (const batch of refused) {
      batch.reject(error);
      this.release(batch);
    }
    return refused.flatMap((batch) => batch.completions);
  }

  private filling(): Batch {
    const last = this.waiting.at(-1);
    if (last && !last.builder.full) return last;
    const { promise, resolve, reject }: PromiseWithResolvers<void> = Promise.withResolvers();
    const batch: Batch = {
      builder: this.spare.pop() ?? new BatchBuilder(batchBytesMax),
      firstSequence: this.sequence,
      changes: [],
      completions: [],
      durable: promise,
      resolve,
      reject,
      submittedMs: 0,
      abandoned: false,
    };
    this.waiting.push(batch);
    return batch;
  }

  private dropEmpty(batch: Batch): void {
    this.waiting.splice(this.waiting.indexOf(batch), 1);
    this.release(batch);
  }

  private effectOf(record: EventRecord): OpenChange | undefined {
    const opened = opensRequest(record);
    if (opened !== undefined) return this.open.open(opened);
    const closed = closesRequest(record);
    return closed === undefined ? undefined : this.open.close(closed);
  }
}
