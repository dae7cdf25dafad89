/** Recording: nothing is forwarded before its event is durable. Real: `spool/`. */
import type { Payload } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Envelope } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import type { RecordedBody } from '../recording/event-kinds.js';

/** What happened and in whose name; the recorder adds id, time, producer and sequence. */
export interface EventDraft {
  /** The envelope without what the recorder fills in. `session` is the partition key. */
  readonly envelope: Omit<Envelope, 'id' | 'timeUs' | 'schemaVersion' | 'producer'>;
  readonly body: RecordedBody;
  readonly payloads: readonly Payload[];
  /** Time of the event in microseconds since 1970, where it is not now. */
  readonly timeUs?: number;
}

/** Why an event could not be recorded. */
export type RecordErrorCode = 'SPOOL_FULL' | 'SPOOL_BROKEN' | 'SPOOL_CLOSED' | 'EVENT_TOO_LARGE';

export class RecordError extends Error {
  override readonly name = 'RecordError';
  constructor(
    readonly code: RecordErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface Recorder {
  /**
   * Resolves when the event is durable: after that it survives a crash of the process and of the machine.
   * Events are numbered and stored in the order of the calls.
   * @throws RecordError; the event was not stored and used no sequence number. A RequestCompleted is the exception: the
   *   recorder keeps it, bounded, and stores it when it can, so that it need not be given again.
   */
  record(draft: EventDraft): Promise<void>;
  /** Whether events can be recorded now; a cheap check before a request is taken in. Undefined when they can. */
  unavailable(): RecordErrorCode | undefined;
}
