/** The event log in Kafka, through kafkajs: for production. */
import type { Admin, Kafka } from 'kafkajs';
import type { AnyTopic, TopicName } from '@sallyport/contracts/topics';
import { defaultHealthLimits, type HealthLimits } from '../consumer-health.js';
import {
  EventLogError,
  type ConsumeOptions,
  type EventLog,
  type LogConsumer,
  type LogMessage,
  type PartitionLag,
} from '../event-log.js';
import { silentLogger, type EventLogLogger } from '../event-log-logger.js';
import { planAppend } from '../plan-append.js';
import { KafkaConsumer } from './kafka-consumer.js';
import { kafkaError, onceCoordinatorWorks } from './kafka-error.js';
import { KafkaProducer } from './kafka-producer.js';
import { kafkaClient, kafkaRetry, type KafkaSettings } from './kafka-settings.js';
import { makeTopics } from './kafka-topics.js';
import { TopicIds } from './topic-ids.js';

export interface KafkaEventLogOptions {
  readonly settings: KafkaSettings;
  readonly log?: EventLogLogger;
  readonly health?: HealthLimits;
}

export class KafkaEventLog implements EventLog {
  readonly kind = 'kafka';
  readonly #kafka: Kafka;
  readonly #producer: KafkaProducer;
  readonly #topicIds: TopicIds;
  readonly #log: EventLogLogger;
  readonly #health: HealthLimits;
  readonly #consumers = new Set<LogConsumer>();
  #admin: Promise<Admin> | undefined;
  #closed = false;

  constructor(options: KafkaEventLogOptions) {
    this.#log = options.log ?? silentLogger;
    this.#health = options.health ?? defaultHealthLimits;
    this.#kafka = kafkaClient(options.settings, this.#log);
    this.#producer = new KafkaProducer(this.#kafka, this.#log);
    this.#topicIds = new TopicIds(this.#kafka);
  }

  ensureTopics(): Promise<void> {
    return this.#administer(makeTopics);
  }

  async append(topic: AnyTopic, messages: readonly LogMessage[]): Promise<void> {
    this.#open();
    const plan = planAppend(topic, messages);
    if (plan.size > 0) await this.#producer.append(topic, plan);
  }

  async consume(options: ConsumeOptions): Promise<LogConsumer> {
    this.#open();
    const consumer = await KafkaConsumer.join(this.#kafka, options, this.#log, this.#health);
    this.#consumers.add(consumer);
    return consumer;
  }

  lag(group: string, topic: TopicName): Promise<readonly PartitionLag[]> {
    return this.#administer(async (admin) => {
      const [ends, groups] = await Promise.all([
        admin.fetchTopicOffsets(topic),
        onceCoordinatorWorks(() => admin.fetchOffsets({ groupId: group, topics: [topic] })),
      ]);
      const stored = new Map(
        groups.flatMap((row) => row.partitions).map((row) => [row.partition, Number(row.offset)]),
      );
      return ends
        .map(({ partition, low, high }) => ({
          topic,
          partition,
          position: Math.max(Number(low), stored.get(partition) ?? -1),
          end: Number(high),
        }))
        .sort((a, b) => a.partition - b.partition);
    });
  }

  async identity(topic: AnyTopic): Promise<string> {
    this.#open();
    try {
      return `kafka:${await this.#topicIds.of(topic)}`;
    } catch (error) {
      await this.#discardTopicIds();
      throw kafkaError(error);
    }
  }

  async ping(): Promise<void> {
    await this.#administer((admin) => admin.describeCluster());
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
    await this.#producer.close();
    await Promise.all([this.#discardAdmin(), this.#discardTopicIds()]);
  }

  #open(): void {
    if (this.#closed) throw new EventLogError('CLOSED', 'the event log is closed');
  }

  async #administer<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    this.#open();
    try {
      this.#admin ??= (async () => {
        const admin = this.#kafka.admin({ retry: kafkaRetry });
        await admin.connect();
        return admin;
      })();
      return await work(await this.#admin);
    } catch (error) {
      await this.#discardAdmin();
      throw kafkaError(error);
    }
  }

  async #discardTopicIds(): Promise<void> {
    await this.#topicIds
      .discard()
      .catch((error: unknown) => this.#log.debug({ err: error }, 'kafka: a connection did not end in order'));
  }

  async #discardAdmin(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    try {
      await (await admin)?.disconnect();
    } catch (error) {
      this.#log.debug({ err: error }, 'kafka: an admin connection did not end in order');
    }
  }
}
