/** What a service writes to take part in the consume loop: effects of a batch, inside the loop's transaction. */
import type { EntityManager } from 'typeorm';
import type { TopicName } from '@sallyport/contracts/topics';
import type { DecodedEvent } from '@sallyport/contracts/event-codec';
import type { StoredMessage } from '../event-log/event-log.js';

/** A message that decoded, seen for the first time. */
export interface ConsumedEvent {
  readonly message: StoredMessage;
  readonly event: DecodedEvent;
}

export interface Handler {
  /** Name of the consuming service; also the consumer group. */
  readonly group: string;
  readonly topics: readonly TopicName[];
  /**
   * Writes the effects of the new events of one partition, in order, through `tx`. Cursor, inbox and these effects
   * commit together or not at all. `epoch` rises each time the partition changes hands: rows fenced by it cannot be
   * written by a former owner. Throw `PoisonMessageError` to send one message to the dead letters; anything else that
   * is thrown is retried with backoff.
   */
  apply(
    tx: EntityManager,
    batch: {
      readonly topic: TopicName;
      readonly partition: number;
      readonly epoch: number;
      readonly events: readonly ConsumedEvent[];
    },
  ): Promise<void>;
  /** Told, at every change, all partitions that this process owns, each with its epoch; must not throw. */
  owns?(
    partitions: readonly { readonly topic: TopicName; readonly partition: number; readonly epoch: number }[],
  ): void;
  /** Runs after the transaction has committed (wake-ups, metrics); must not throw. */
  committed?(batch: {
    readonly topic: TopicName;
    readonly partition: number;
    readonly events: readonly ConsumedEvent[];
  }): void;
}

/** Says that one message can never be processed; the loop dead-letters it and goes on. */
export class PoisonMessageError extends Error {
  override readonly name = 'PoisonMessageError';
  constructor(
    readonly offset: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
