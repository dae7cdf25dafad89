/** The event log as a port: append durably, consume as a group, know the lag. Adapters: `kafka/`, `embedded/`, `fake`. */
import type { AnyTopic, TopicName } from '@sallyport/contracts/topics';

/** One message to append. Equal keys keep their order; `value` is never empty. */
export interface LogMessage {
  readonly key: string;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** A message as it was stored. Offsets of a partition rise; they may have gaps. */
export interface StoredMessage extends LogMessage {
  readonly topic: AnyTopic;
  readonly partition: number;
  readonly offset: number;
  /** When the log took it: milliseconds since 1970. */
  readonly timestampMs: number;
}

/** Consecutive messages of one partition. */
export interface LogBatch {
  readonly topic: AnyTopic;
  readonly partition: number;
  readonly messages: readonly StoredMessage[];
  /** Tells the log that the batch is still being worked on; call it at least every few seconds in long work. */
  heartbeat(): Promise<void>;
}

export interface PartitionLag {
  readonly topic: AnyTopic;
  readonly partition: number;
  /** Next offset the group would read. */
  readonly position: number;
  /** Offset the next appended message would get. */
  readonly end: number;
}

export interface ConsumeOptions {
  /** Members of a group share the partitions; each group sees every message. */
  readonly group: string;
  readonly topics: readonly AnyTopic[];
  /** Most messages handed over in one batch. */
  readonly batchMessagesMax: number;
  /** Most bytes handed over in one batch (a single larger message is still handed over). */
  readonly batchBytesMax: number;
  /**
   * Called when this member gains partitions, before any of their messages: the next offset to read from each, where the
   * caller keeps positions of its own. A partition left out starts at the group's position in the log (a fresh group: 0).
   */
  onAssigned(
    partitions: readonly { topic: AnyTopic; partition: number }[],
  ): Promise<readonly { topic: AnyTopic; partition: number; offset: number }[]>;
  /** Called when this member loses partitions, after their last batch was handled or abandoned. */
  onRevoked(partitions: readonly { topic: AnyTopic; partition: number }[]): Promise<void>;
  /**
   * Handles a batch. When it resolves, the group's position moves behind the batch. When it throws, the same batch is
   * handed over again after a pause with backoff; other partitions go on. Batches of one partition never overlap.
   */
  onBatch(batch: LogBatch): Promise<void>;
}

export interface LogConsumer {
  /** Stops fetching, waits for running batches, leaves the group. */
  stop(): Promise<void>;
  /** What is wrong, when the consumer has crashed, lost the log or stalled; undefined while it is well. */
  problem(): string | undefined;
}

export type EventLogErrorCode =
  'MESSAGE_TOO_LARGE' | 'MESSAGE_EMPTY' | 'UNKNOWN_TOPIC' | 'UNAVAILABLE' | 'REFUSED' | 'CLOSED';

/**
 * An append or lookup that failed. Only `UNAVAILABLE` passes by itself; after `REFUSED` (login, certificate, permission)
 * somebody has to act, and the message says on what. Messages name sizes, limits and variables, never content or secrets.
 */
export class EventLogError extends Error {
  override readonly name = 'EventLogError';
  constructor(
    readonly code: EventLogErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface EventLog {
  readonly kind: 'kafka' | 'embedded' | 'fake';
  /** Creates missing topics from the topics table and adjusts retention; never shrinks or deletes. Idempotent. */
  ensureTopics(): Promise<void>;
  /**
   * Resolves when all messages are durable (Kafka: acks=-1; embedded: committed). All messages of the call may be
   * appended twice when the caller retries after UNAVAILABLE: consumers deduplicate by id. Order within a key is the
   * order of the array, and of successive awaited calls.
   * @throws EventLogError MESSAGE_TOO_LARGE (nothing of the call is appended), UNKNOWN_TOPIC, UNAVAILABLE, REFUSED, CLOSED.
   */
  append(topic: AnyTopic, messages: readonly LogMessage[]): Promise<void>;
  /** Joins a group. Resolves when joined; from then on batches arrive. */
  consume(options: ConsumeOptions): Promise<LogConsumer>;
  /** How far `group` is behind, per partition of `topic`. */
  lag(group: string, topic: TopicName): Promise<readonly PartitionLag[]>;
  /**
   * Names the log that holds the messages of `topic`. Another cluster or database has another name, and so has a topic that
   * was deleted and made again: offsets of one mean nothing in another. Asked anew at each call.
   * @throws EventLogError UNKNOWN_TOPIC, UNAVAILABLE, REFUSED, CLOSED.
   */
  identity(topic: AnyTopic): Promise<string>;
  /** Resolves when the log answers; rejects with UNAVAILABLE or REFUSED. For readiness. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
