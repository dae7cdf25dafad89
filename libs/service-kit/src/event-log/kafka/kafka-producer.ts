/** Appends to Kafka: one request at a time, which takes along everything that waits. */
import type { Kafka, Message, Producer } from 'kafkajs';
import type { AnyTopic } from '@sallyport/contracts/topics';
import { EventLogError, type LogMessage } from '../event-log.js';
import type { EventLogLogger } from '../event-log-logger.js';
import { messageBytes } from '../plan-append.js';
import { splitRuns } from '../split-runs.js';
import { kafkaError } from './kafka-error.js';
import { kafkaRetry } from './kafka-settings.js';
import { batchBytesMax } from './kafka-topics.js';

/** Bytes that wait longer join the next request: one request stays well below the broker's 100 MiB limit and our memory. */
const requestBytesMax = 4 * 1024 * 1024;
/** How long the broker may wait for its replicas. */
const ackMsMax = 5_000;

interface Pending {
  readonly topic: AnyTopic;
  readonly plan: ReadonlyMap<number, readonly LogMessage[]>;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: EventLogError) => void;
}

/** Upper bound of a record's bytes: lengths, offsets and times take a few bytes each. */
function recordBytes(message: LogMessage): number {
  return messageBytes(message) + 32 + 8 * Object.keys(message.headers).length;
}

export class KafkaProducer {
  readonly #waiting: Pending[] = [];
  #producer: Promise<Producer> | undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(
    private readonly kafka: Kafka,
    private readonly log: EventLogLogger,
  ) {}

  append(topic: AnyTopic, plan: ReadonlyMap<number, readonly LogMessage[]>): Promise<void> {
    let bytes = 0;
    for (const list of plan.values()) for (const message of list) bytes += message.value.length;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ topic, plan, bytes, resolve, reject });
      this.#running ??= this.#run().finally(() => (this.#running = undefined));
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    await this.#discard();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      try {
        if (this.#closed) throw new EventLogError('CLOSED', 'the event log is closed');
        await this.#send(group);
        for (const pending of group) pending.resolve();
      } catch (error) {
        // A request whose outcome is unknown keeps its sequence numbers in kafkajs. The next request would reuse them, and
        // the broker would drop it as a duplicate: so the producer, and with it its id, ends here.
        await this.#discard();
        const problem = kafkaError(error);
        for (const pending of group) pending.reject(problem);
      }
    }
  }

  #takeGroup(): readonly Pending[] {
    let bytes = 0;
    let count = 0;
    for (const pending of this.#waiting) {
      bytes += pending.bytes;
      if (count > 0 && bytes > requestBytesMax) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  /** The n-th request holds the n-th run of each partition, so a partition's order is kept. */
  async #send(group: readonly Pending[]): Promise<void> {
    const producer = await this.#connected();
    const byTopic = new Map<AnyTopic, Map<number, LogMessage[]>>();
    for (const { topic, plan } of group) {
      let partitions = byTopic.get(topic);
      if (partitions === undefined) byTopic.set(topic, (partitions = new Map<number, LogMessage[]>()));
      for (const [partition, list] of plan) {
        const known = partitions.get(partition);
        if (known === undefined) partitions.set(partition, [...list]);
        else known.push(...list);
      }
    }
    const requests: Map<AnyTopic, Message[]>[] = [];
    for (const [topic, partitions] of byTopic) {
      for (const [partition, list] of partitions) {
        const limits = { itemsMax: Number.MAX_SAFE_INTEGER, bytesMax: batchBytesMax(topic) - 128 };
        splitRuns(list, recordBytes, limits).forEach((run, n) => {
          const request = (requests[n] ??= new Map<AnyTopic, Message[]>());
          const messages = run.map((message) => record(message, partition));
          const known = request.get(topic);
          if (known === undefined) request.set(topic, messages);
          else known.push(...messages);
        });
      }
    }
    for (const request of requests) {
      const topicMessages = [...request].map(([topic, messages]) => ({ topic, messages }));
      await producer.sendBatch({ acks: -1, timeout: ackMsMax, topicMessages });
    }
  }

  #connected(): Promise<Producer> {
    this.#producer ??= (async () => {
      const producer = this.kafka.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        retry: kafkaRetry,
        createPartitioner: () => (chosen) => chosen.message.partition ?? 0,
      });
      await producer.connect();
      return producer;
    })();
    return this.#producer;
  }

  async #discard(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    try {
      await (await producer)?.disconnect();
    } catch (error) {
      this.log.debug({ err: error }, 'kafka: a producer did not disconnect in order');
    }
  }
}

function record(message: LogMessage, partition: number): Message {
  const { value } = message;
  return {
    partition,
    key: message.key,
    value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
    headers: message.headers,
  };
}
