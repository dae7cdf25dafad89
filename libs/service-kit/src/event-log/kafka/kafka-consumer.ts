/** A member of a Kafka consumer group: own commits, positions of the caller's own, failing partitions paused one by one. */
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { topicRow, type AnyTopic } from '@sallyport/contracts/topics';
import { backoffMs } from '../backoff.js';
import { ConsumerHealth, type HealthLimits } from '../consumer-health.js';
import type { ConsumeOptions, LogConsumer } from '../event-log.js';
import type { EventLogLogger } from '../event-log-logger.js';
import { messageBytes } from '../plan-append.js';
import { splitRuns } from '../split-runs.js';
import { Assignment, type TopicPartition } from './assignment.js';
import { isAway, kafkaError, onceCoordinatorWorks } from './kafka-error.js';
import { storedMessage } from './kafka-message.js';

/** The broker's least session time; a dead member's partitions are free after it, within the promised 10 s. */
const sessionMs = 6_000;
const heartbeatMs = 1_500;
/** A running batch may take this long when the group is shared out anew. */
const rebalanceMsMax = 20_000;
/** How long an idle fetch waits at the broker; messages that come end it. */
const fetchWaitMs = 250;
/** What is fetched of one partition at a time, and of all: bounds memory. */
const partitionFetchBytesMax = 1024 * 1024;
const fetchBytesMax = 8 * 1024 * 1024;
/** Longest pause between two tries to join: so soon a log that is back is noticed. */
const restartMsMax = 2_000;
const retry = { retries: 3, initialRetryTime: 200, maxRetryTime: 1_000, factor: 0.2, multiplier: 2 };

export class KafkaConsumer implements LogConsumer {
  readonly #health: ConsumerHealth;
  readonly #attempts = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #consumer: Consumer | undefined;
  #assignment: Assignment | undefined;
  #revoking: Promise<void> = Promise.resolve();
  #restarts = 0;
  #stopped: Promise<void> | undefined;

  private constructor(
    private readonly kafka: Kafka,
    private readonly options: ConsumeOptions,
    private readonly log: EventLogLogger,
    limits: HealthLimits,
  ) {
    this.#health = new ConsumerHealth(limits, () => Math.round(performance.now()));
  }

  /** @throws EventLogError when it cannot join at the first try */
  static async join(
    kafka: Kafka,
    options: ConsumeOptions,
    log: EventLogLogger,
    limits: HealthLimits,
  ): Promise<KafkaConsumer> {
    const consumer = new KafkaConsumer(kafka, options, log, limits);
    await onceCoordinatorWorks(() => consumer.#start());
    return consumer;
  }

  problem(): string | undefined {
    return this.#health.problem();
  }

  stop(): Promise<void> {
    this.#stopped ??= (async () => {
      await this.#endConsumer();
      for (const timer of this.#timers) clearTimeout(timer);
      await this.#endAssignment();
    })();
    return this.#stopped;
  }

  async #start(): Promise<void> {
    const { options } = this;
    const consumer = this.kafka.consumer({
      groupId: options.group,
      sessionTimeout: sessionMs,
      heartbeatInterval: heartbeatMs,
      rebalanceTimeout: rebalanceMsMax,
      maxWaitTimeInMs: fetchWaitMs,
      maxBytesPerPartition: partitionFetchBytesMax,
      maxBytes: fetchBytesMax,
      allowAutoTopicCreation: false,
      retry: { ...retry, restartOnFailure: () => Promise.resolve(false) },
    });
    this.#consumer = consumer;
    let hasJoined = false;
    try {
      await new Promise<void>((joined, failed) => {
        consumer.on('consumer.group_join', ({ payload }) => {
          if (this.#consumer !== consumer) return;
          this.#joined(consumer, payload.memberAssignment);
          hasJoined = true;
          joined();
        });
        consumer.on('consumer.crash', ({ payload }) => {
          if (hasJoined && this.#consumer === consumer) this.#crashed(payload.error);
          failed(payload.error);
        });
        const partitions = options.topics.reduce((sum, topic) => sum + topicRow(topic).partitions, 0);
        consumer
          .connect()
          .then(() => consumer.subscribe({ topics: [...options.topics], fromBeginning: true }))
          .then(() =>
            consumer.run({
              autoCommit: false,
              eachBatchAutoResolve: false,
              partitionsConsumedConcurrently: partitions,
              eachBatch: (payload) => this.#eachBatch(consumer, payload),
            }),
          )
          .catch(failed);
      });
    } catch (error) {
      await this.#endConsumer();
      throw kafkaError(error);
    }
  }

  /** The group has been shared out. Nothing is fetched before the caller has said where to start. */
  #joined(consumer: Consumer, members: Readonly<Record<string, number[]>>): void {
    const partitions: TopicPartition[] = this.options.topics.flatMap((topic) =>
      (members[topic] ?? []).map((partition) => ({ topic, partition })),
    );
    consumer.pause(grouped(partitions));
    void this.#endAssignment();
    this.#health.recovered();
    this.#restarts = 1;
    this.#attempts.clear();
    const assignment = new Assignment(partitions, this.options, this.log, this.#revoking, (offsets) => {
      if (this.#consumer !== consumer || this.#stopped !== undefined) return;
      for (const { topic, partition, offset } of offsets)
        consumer.seek({ topic, partition, offset: String(offset) });
      consumer.resume(grouped(partitions));
    });
    this.#assignment = assignment;
  }

  #endAssignment(): Promise<void> {
    const assignment = this.#assignment;
    this.#assignment = undefined;
    if (assignment !== undefined) {
      for (const { topic, partition } of assignment.partitions) this.#health.ended(`${topic}/${partition}`);
      this.#revoking = assignment.end();
    }
    return this.#revoking;
  }

  async #eachBatch(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const topic = batch.topic as AnyTopic;
    const { partition } = batch;
    const name = `${topic}/${partition}`;
    const assignment = this.#assignment;
    const isOver = (): boolean =>
      !payload.isRunning() ||
      payload.isStale() ||
      assignment === undefined ||
      assignment !== this.#assignment;
    const limits = { itemsMax: this.options.batchMessagesMax, bytesMax: this.options.batchBytesMax };
    const messages = batch.messages.map((message) => storedMessage(topic, partition, message));
    let outOfGroup: unknown;
    const heartbeat = async (): Promise<void> => {
      await payload.heartbeat().catch((error: unknown) => (outOfGroup = error));
    };
    for (const run of splitRuns(messages, messageBytes, limits)) {
      const last = run.at(-1);
      if (isOver() || last === undefined) return;
      this.#health.began(name);
      try {
        await this.options.onBatch({ topic, partition, messages: run, heartbeat });
      } catch (error) {
        this.#retryLater(consumer, { topic, partition }, error);
        return;
      }
      this.#health.ended(name);
      this.#attempts.delete(name);
      if (outOfGroup !== undefined) throw asError(outOfGroup);
      payload.resolveOffset(String(last.offset));
      const offset = String(last.offset + 1);
      await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] });
      await payload.heartbeat();
    }
  }

  /** The batch was not resolved, so it is fetched again when its partition is let go on. */
  #retryLater(consumer: Consumer, { topic, partition }: TopicPartition, error: unknown): void {
    const name = `${topic}/${partition}`;
    const attempt = (this.#attempts.get(name) ?? 0) + 1;
    this.#attempts.set(name, attempt);
    this.log.warn({ err: error, partition: name, attempt }, 'event log: a batch failed, trying again');
    const assignment = this.#assignment;
    consumer.pause([{ topic, partitions: [partition] }]);
    this.#after(backoffMs({ firstMs: 100, mostMs: 3_000 }, attempt, Math.random()), () => {
      if (assignment === this.#assignment) consumer.resume([{ topic, partitions: [partition] }]);
    });
  }

  /** kafkajs has given up. A lost connection is waited out quietly; anything else is said at once. Both are tried again. */
  #crashed(error: Error): void {
    if (this.#stopped !== undefined) return;
    const isLost = isAway(error);
    const { message } = isLost ? error : (refused(error) ?? error);
    if (isLost) this.#health.lost(message);
    else this.#health.crashed(message);
    const fields = { err: error, group: this.options.group };
    if (isLost) this.log.warn(fields, 'event log: the consumer lost the log, starting it again');
    else this.log.error(fields, 'event log: the consumer crashed, starting it again');
    void this.#endAssignment();
    void this.#endConsumer();
    this.#after(backoffMs({ firstMs: 500, mostMs: restartMsMax }, this.#restarts++, Math.random()), () => {
      this.#start().catch((again: unknown) => this.#crashed(asError(again)));
    });
  }

  #after(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#stopped === undefined) work();
    }, ms);
    this.#timers.add(timer);
  }

  async #endConsumer(): Promise<void> {
    const consumer = this.#consumer;
    this.#consumer = undefined;
    await consumer
      ?.disconnect()
      .catch((error: unknown) => this.log.debug({ err: error }, 'kafka: a consumer did not leave in order'));
  }
}

/** What to do about it, when Kafka does not let us in. */
function refused(error: Error): Error | undefined {
  const problem = kafkaError(error);
  return problem.code === 'REFUSED' ? problem : undefined;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function grouped(partitions: readonly TopicPartition[]): { topic: string; partitions: number[] }[] {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  return topics.map((topic) => ({
    topic,
    partitions: partitions.filter((row) => row.topic === topic).map((row) => row.partition),
  }));
}
