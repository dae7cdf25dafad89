/** The one loop that every consumer runs on: joins the group, owns partitions by epoch, applies batches, watches for stalls. */
import type { DataSource } from 'typeorm';
import type { Registry } from 'prom-client';
import type { AnyTopic } from '@sallyport/contracts/topics';
import { backoffMs } from '../event-log/backoff.js';
import type { EventLog, LogBatch, LogConsumer } from '../event-log/event-log.js';
import type { EventLogLogger } from '../event-log/event-log-logger.js';
import { applyBatch, type ApplyContext, type OwnedPartition } from './apply-batch.js';
import { consumeMetrics, type ConsumeMetrics } from './consume-metrics.js';
import { consumeTables } from './consume-tables.js';
import { hasDecoder } from './decode-message.js';
import type { Handler } from './handler.js';
import { forgetOldIds } from './inbox-retention.js';
import { readPosition } from './partition-cursor.js';
import { takePartitions } from './take-partitions.js';

export interface ConsumeLoopOptions {
  readonly eventLog: EventLog;
  /** Migrated with `consumeMigrations`, among others. */
  readonly dataSource: DataSource;
  readonly handler: Handler;
  readonly registry: Registry;
  readonly log: EventLogLogger;
  readonly nowMs?: () => number;
  /** No partition may lag for longer than this without moving. */
  readonly stallMsMax?: number;
  /** How often lag is measured and stalls are looked for. */
  readonly watchEveryMs?: number;
}

/** A transaction of 500 small events takes tens of milliseconds; larger batches gain little. */
const batchMessagesMax = 500;
/** Batches of all partitions may be in memory at once. */
const batchBytesMax = 2 * 1024 * 1024;
/** Longer than a database restart or a broker's election, short enough that somebody still cares. */
const defaultStallMsMax = 120_000;
const defaultWatchEveryMs = 5_000;
/** A third of the shortest session of the logs. */
const heartbeatEveryMs = 1_500;
const forgetEveryMs = 600_000;

export class ConsumeLoop {
  readonly #context: ApplyContext;
  readonly #metrics: ConsumeMetrics;
  readonly #owned = new Map<string, OwnedPartition & { movedAtMs: number; doubtful: boolean }>();
  readonly #timers: NodeJS.Timeout[] = [];
  #consumer: LogConsumer | undefined;
  #joining: Promise<void> | undefined;
  #stopping = false;
  #stall: string | undefined;
  #joinProblem: string | undefined;

  constructor(private readonly options: ConsumeLoopOptions) {
    const unreadable = options.handler.topics.filter((topic) => !hasDecoder(topic));
    if (unreadable.length > 0) throw new Error(`messages of ${unreadable.join(', ')} have no decoder`);
    this.#metrics = consumeMetrics(options.registry);
    const { dataSource, eventLog, handler, log } = options;
    const nowMs = options.nowMs ?? Date.now;
    this.#context = {
      dataSource,
      eventLog,
      handler,
      log,
      nowMs,
      tables: consumeTables(dataSource),
      metrics: this.#metrics,
    };
  }

  /** Joins the group; keeps trying in the background when the log is away. */
  start(): void {
    this.#joining ??= this.#join();
    this.#timers.push(
      setInterval(() => void this.#watch(), this.options.watchEveryMs ?? defaultWatchEveryMs),
      setInterval(() => void this.#forget(), forgetEveryMs),
    );
  }

  /** Ready: the group was joined. */
  joined(): boolean {
    return this.#consumer !== undefined;
  }

  /** Liveness: what is wrong, when the consumer crashed or stalled. */
  problem(): string | undefined {
    return this.#consumer?.problem() ?? this.#stall ?? this.#joinProblem;
  }

  /** Finishes running batches and leaves the group. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#joining;
    await this.#consumer?.stop();
  }

  async #join(): Promise<void> {
    const { eventLog, handler, log } = this.options;
    const sinceMs = this.#context.nowMs();
    for (let attempt = 1; !this.#stopping; attempt++) {
      try {
        this.#consumer = await eventLog.consume({
          group: handler.group,
          topics: handler.topics,
          batchMessagesMax,
          batchBytesMax,
          onAssigned: (partitions) => this.#assigned(partitions),
          onRevoked: (partitions) => {
            for (const { topic, partition } of partitions) this.#owned.delete(`${topic}/${partition}`);
            handler.owns?.([...this.#owned.values()]);
            return Promise.resolve();
          },
          onBatch: (batch) => this.#batch(batch),
        });
        this.#joinProblem = undefined;
        return;
      } catch (error) {
        log.warn(
          { err: error, group: handler.group, attempt },
          'consume: the group could not be joined, trying again',
        );
        const ms = this.#context.nowMs() - sinceMs;
        if (ms > (this.options.stallMsMax ?? defaultStallMsMax))
          this.#joinProblem = `group not joined for ${ms} ms`;
        await new Promise((done) =>
          setTimeout(done, backoffMs({ firstMs: 200, mostMs: 3_000 }, attempt, Math.random())),
        );
      }
    }
  }

  async #assigned(
    partitions: readonly { topic: AnyTopic; partition: number }[],
  ): Promise<{ topic: AnyTopic; partition: number; offset: number }[]> {
    const { handler } = this.options;
    const taken = await takePartitions(this.#context, partitions);
    const movedAtMs = this.#context.nowMs();
    for (const owned of taken)
      this.#owned.set(`${owned.topic}/${owned.partition}`, { ...owned, movedAtMs, doubtful: false });
    handler.owns?.([...this.#owned.values()]);
    return taken.map(({ topic, partition, position }) => ({ topic, partition, offset: position }));
  }

  async #batch(batch: LogBatch): Promise<void> {
    const { handler } = this.options;
    const owned = this.#owned.get(`${batch.topic}/${batch.partition}`);
    if (owned === undefined) throw new Error(`${batch.topic}/${batch.partition} is not owned`);
    const labels = { group: handler.group, topic: owned.topic };
    const heart = setInterval(() => void batch.heartbeat(), heartbeatEveryMs);
    const finish = this.#metrics.batchSeconds.startTimer(labels);
    try {
      if (owned.doubtful) {
        // The last try may have been committed although its answer was lost.
        const key = { group: handler.group, topic: owned.topic, partition: owned.partition };
        owned.position = await readPosition(this.#context.dataSource, this.#context.tables, key, owned.epoch);
        owned.doubtful = false;
      }
      await applyBatch(this.#context, owned, batch.messages);
      owned.movedAtMs = this.#context.nowMs();
    } catch (error) {
      owned.doubtful = true;
      this.#metrics.retries.inc(labels);
      throw error;
    } finally {
      clearInterval(heart);
      finish();
    }
  }

  /** Measures lag; a partition of ours that lags and has not moved for too long is a stall. */
  async #watch(): Promise<void> {
    const { eventLog, handler, log, stallMsMax = defaultStallMsMax } = this.options;
    try {
      await this.#compareLogs();
      const rows = (
        await Promise.all(handler.topics.map((topic) => eventLog.lag(handler.group, topic)))
      ).flat();
      const now = this.#context.nowMs();
      let stall: string | undefined;
      for (const { topic, partition, position, end } of rows) {
        this.#metrics.lag.set({ group: handler.group, topic, partition }, Math.max(0, end - position));
        const owned = this.#owned.get(`${topic}/${partition}`);
        if (owned === undefined) continue;
        if (owned.position >= end) owned.movedAtMs = now;
        else if (now - owned.movedAtMs > stallMsMax)
          stall ??= `${topic}/${partition} has not moved for ${now - owned.movedAtMs} ms with ${end - owned.position} messages to read`;
      }
      this.#stall = stall;
    } catch (error) {
      log.debug({ err: error }, 'consume: lag is not known now');
    }
  }

  /** A topic that was deleted and made again is another log: positions in the former one would skip messages of the new one. */
  async #compareLogs(): Promise<void> {
    const { eventLog, handler, log } = this.options;
    const { group } = handler;
    for (const topic of handler.topics) {
      const now = await eventLog.identity(topic);
      const consumer = this.#consumer;
      const isAnother = [...this.#owned.values()].some((owned) => owned.topic === topic && owned.log !== now);
      if (!isAnother || consumer === undefined || this.#stopping) continue;
      log.error({ group, topic, log: now }, 'consume: the log is another one now, joining its group anew');
      this.#consumer = undefined;
      this.#joining = consumer
        .stop()
        .catch((error: unknown) =>
          log.warn({ err: error, group }, 'consume: the group was not left in order'),
        )
        .then(() => this.#join());
    }
  }

  async #forget(): Promise<void> {
    const { dataSource, handler, log } = this.options;
    try {
      await forgetOldIds(
        dataSource,
        this.#context.tables,
        handler.group,
        handler.topics,
        this.#context.nowMs(),
      );
    } catch (error) {
      log.warn({ err: error }, 'consume: old event ids were not forgotten yet');
    }
  }
}
