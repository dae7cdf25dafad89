/** The event log in memory, for unit tests: the same contract, groups included. */
import { randomUUID } from 'node:crypto';
import type { AnyTopic, TopicName } from '@sallyport/contracts/topics';
import { backoffMs } from './backoff.js';
import { ConsumerHealth, defaultHealthLimits, type HealthLimits } from './consumer-health.js';
import {
  EventLogError,
  type ConsumeOptions,
  type EventLog,
  type LogConsumer,
  type LogMessage,
  type PartitionLag,
} from './event-log.js';
import { FakeLogStore, type FakeMember } from './fake-log-store.js';
import { messageBytes, planAppend } from './plan-append.js';
import { splitRuns } from './split-runs.js';

export interface FakeEventLogOptions {
  /** Share one store between logs that stand for different processes. */
  readonly store?: FakeLogStore;
  readonly health?: HealthLimits;
  readonly nowMs?: () => number;
}

/** A consumer that a test can kill. */
export interface FakeConsumer extends LogConsumer {
  /** As kill -9: no farewell; nothing it still does is stored. */
  kill(): Promise<void>;
}

export class FakeEventLog implements EventLog {
  readonly kind = 'fake';
  readonly store: FakeLogStore;
  readonly #nowMs: () => number;
  readonly #health: HealthLimits;
  readonly #consumers = new Set<FakeConsumer>();
  #closed = false;

  constructor(options: FakeEventLogOptions = {}) {
    this.store = options.store ?? new FakeLogStore();
    this.#nowMs = options.nowMs ?? Date.now;
    this.#health = options.health ?? defaultHealthLimits;
  }

  ensureTopics(): Promise<void> {
    return this.#answer(() => this.store.createTopics());
  }

  append(topic: AnyTopic, messages: readonly LogMessage[]): Promise<void> {
    return this.#answer(() => {
      const plan = [...planAppend(topic, messages)].map(([partition, list]) => ({
        at: this.store.partition(`${topic}/${partition}`),
        list,
      }));
      for (const { at, list } of plan) {
        for (const message of list) {
          at.messages.push({
            ...message,
            topic,
            partition: at.partition,
            offset: at.messages.length,
            timestampMs: this.#nowMs(),
          });
        }
      }
      this.store.events.emit('changed');
    });
  }

  async consume(options: ConsumeOptions): Promise<FakeConsumer> {
    await this.ping();
    const consumer = new Consumer(this.store, options, new ConsumerHealth(this.#health, this.#nowMs));
    await this.store.join(options.group, consumer);
    this.#consumers.add(consumer);
    return consumer;
  }

  lag(group: string, topic: TopicName): Promise<readonly PartitionLag[]> {
    return this.#answer(() =>
      this.store.partitionsOf(topic).map(({ partition, messages }) => {
        const position = this.store.group(group).positions.get(`${topic}/${partition}`) ?? 0;
        return { topic, partition, position, end: messages.length };
      }),
    );
  }

  identity(topic: AnyTopic): Promise<string> {
    return this.#answer(() => `fake:${this.store.identity(topic)}`);
  }

  ping(): Promise<void> {
    return this.#answer(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
  }

  #answer<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (this.#closed) throw new EventLogError('CLOSED', 'the event log is closed');
      if (!this.store.available) throw new EventLogError('UNAVAILABLE', 'the fake log is away');
      resolve(work());
    });
  }
}

interface Work {
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
}

class Consumer implements FakeConsumer, FakeMember {
  readonly id = randomUUID();
  readonly #work = new Map<string, Work>();
  #dead = false;

  constructor(
    private readonly store: FakeLogStore,
    private readonly options: ConsumeOptions,
    private readonly health: ConsumerHealth,
  ) {}

  get topics(): readonly AnyTopic[] {
    return this.options.topics;
  }
  holds(): readonly string[] {
    return [...this.#work.keys()];
  }
  problem(): string | undefined {
    return this.health.problem();
  }

  async stop(): Promise<void> {
    await this.drop(this.holds());
    await this.store.leave(this.options.group, this);
  }

  async kill(): Promise<void> {
    this.#dead = true;
    for (const { stopping } of this.#work.values()) stopping.abort();
    this.#work.clear();
    await this.store.leave(this.options.group, this);
  }

  async drop(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    await Promise.all(
      names.map(async (name) => {
        const work = this.#work.get(name);
        work?.stopping.abort();
        await work?.ended;
        this.#work.delete(name);
      }),
    );
    await this.options.onRevoked(names.map((name) => this.#partition(name)));
  }

  async begin(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const wanted = await this.options.onAssigned(names.map((name) => this.#partition(name)));
    for (const name of names) {
      const own = wanted.find((row) => `${row.topic}/${row.partition}` === name);
      const stopping = new AbortController();
      const from = own?.offset ?? this.store.group(this.options.group).positions.get(name) ?? 0;
      this.#work.set(name, { stopping, ended: this.#run(name, from, stopping.signal) });
    }
  }

  #partition(name: string): { topic: AnyTopic; partition: number } {
    const { topic, partition } = this.store.partition(name);
    return { topic, partition };
  }

  async #run(name: string, from: number, signal: AbortSignal): Promise<void> {
    const { options, store } = this;
    const { topic, partition, messages } = store.partition(name);
    const limits = { itemsMax: options.batchMessagesMax, bytesMax: options.batchBytesMax };
    let position = from;
    let failures = 0;
    while (!signal.aborted) {
      const run = store.available
        ? splitRuns(messages.slice(position, position + limits.itemsMax), messageBytes, limits)[0]
        : undefined;
      if (run === undefined) {
        await this.#wait(signal);
        continue;
      }
      this.health.began(name);
      try {
        await options.onBatch({ topic, partition, messages: run, heartbeat: () => Promise.resolve() });
        position += run.length;
        failures = 0;
        if (!this.#dead) store.group(options.group).positions.set(name, position);
        this.health.ended(name);
      } catch {
        failures++;
        await this.#wait(signal, backoffMs({ firstMs: 5, mostMs: 200 }, failures, Math.random()));
      }
    }
    this.health.ended(name);
  }

  /** Waits for a change of the log, or for `ms`. */
  async #wait(signal: AbortSignal, ms?: number): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => done(), ms);
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.store.events.removeListener('changed', done);
        resolve();
      };
      signal.addEventListener('abort', done);
      if (ms === undefined) this.store.events.on('changed', done);
    });
  }
}
