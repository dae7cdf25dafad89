/** The event log in PostgreSQL: packed batches per partition, group cursors, LISTEN/NOTIFY. For one machine without a broker. */
import { topicRow, type AnyTopic, type TopicName } from '@sallyport/contracts/topics';
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
import { splitRuns } from '../split-runs.js';
import { GroupMember } from './group-member.js';
import { LogDatabase } from './log-database.js';
import { packMessage, packedBytes } from './packed-batch.js';
import { trim } from './retention.js';
import { batchBytesMax, batchMessagesMax, makeSchema } from './schema.js';

/** Old batches may stay a minute longer than they must. */
const retentionEveryMs = 60_000;
/** Appends of one process run on so many connections at most; each waits for one disk flush. */
const connectionsMax = 4;
const runLimits = { itemsMax: batchMessagesMax, bytesMax: batchBytesMax };

export interface EmbeddedEventLogOptions {
  readonly databaseUrl: string;
  readonly log?: EventLogLogger;
  readonly health?: HealthLimits;
}

const LAG = `
  SELECT p.partition, greatest(coalesce(c.position, 0), p.start_offset) AS position, p.next_offset
  FROM event_log.partition p
  LEFT JOIN event_log.cursor c ON c.partition_id = p.id AND c.group_name = $1
  WHERE p.topic = $2 ORDER BY p.partition`;

export class EmbeddedEventLog implements EventLog {
  readonly kind = 'embedded';
  readonly #database: LogDatabase;
  readonly #log: EventLogLogger;
  readonly #consumers = new Set<LogConsumer>();
  readonly #health: HealthLimits;
  readonly #retention: NodeJS.Timeout;
  #ids: Promise<ReadonlyMap<string, number>> | undefined;
  #closed = false;

  constructor(options: EmbeddedEventLogOptions) {
    this.#log = options.log ?? silentLogger;
    this.#health = options.health ?? defaultHealthLimits;
    this.#database = new LogDatabase({ url: options.databaseUrl, connectionsMax, log: this.#log });
    this.#retention = setInterval(() => {
      this.trim(Date.now()).catch((error: unknown) =>
        this.#log.warn({ err: error }, 'event log: retention did not run'),
      );
    }, retentionEveryMs);
    this.#retention.unref();
  }

  async ensureTopics(): Promise<void> {
    this.#open();
    await this.#database.transaction(makeSchema);
    this.#ids = undefined;
  }

  async append(topic: AnyTopic, messages: readonly LogMessage[]): Promise<void> {
    this.#open();
    const plan = planAppend(topic, messages);
    if (plan.size === 0) return;
    const ids = await this.#partitionIds();
    const runs = [...plan].flatMap(([partition, list]) => {
      const id = ids.get(`${topic}/${partition}`);
      if (id === undefined) {
        this.#ids = undefined;
        throw new EventLogError('UNKNOWN_TOPIC', `${topic} is not created in this database`);
      }
      return splitRuns(list, packedBytes, runLimits).map((run) => ({
        id,
        run,
        bytes: run.reduce((sum, message) => sum + packedBytes(message), 0),
      }));
    });
    // Row locks are taken in this order, the same for everybody.
    runs.sort((a, b) => a.id - b.id);
    const bodies = Buffer.allocUnsafe(runs.reduce((sum, { bytes }) => sum + bytes, 0));
    let at = 0;
    for (const { run } of runs) for (const message of run) at = packMessage(bodies, at, message);
    const values = [
      runs.map(({ id }) => id),
      runs.map(({ run }) => run.length),
      runs.map(({ bytes }) => bytes),
      bodies,
    ];
    try {
      await this.#database.query({
        name: 'event-log-append',
        text: 'SELECT event_log.append($1, $2, $3, $4)',
        values,
      });
    } catch (error) {
      // The topic may have been made again since its partitions were asked for.
      if (error instanceof EventLogError && error.code === 'UNKNOWN_TOPIC') this.#ids = undefined;
      throw error;
    }
  }

  async consume(options: ConsumeOptions): Promise<LogConsumer> {
    this.#open();
    const member = await GroupMember.join(this.#database, options, this.#log, this.#health);
    this.#consumers.add(member);
    return member;
  }

  async lag(group: string, topic: TopicName): Promise<readonly PartitionLag[]> {
    this.#open();
    const { rows } = await this.#database.query<{
      partition: number;
      position: string;
      next_offset: string;
    }>({
      text: LAG,
      values: [group, topic],
    });
    if (rows.length < topicRow(topic).partitions)
      throw new EventLogError('UNKNOWN_TOPIC', `${topic} is not created in this database`);
    return rows.map((row) => ({
      topic,
      partition: row.partition,
      position: Number(row.position),
      end: Number(row.next_offset),
    }));
  }

  async identity(topic: AnyTopic): Promise<string> {
    this.#open();
    const { rows } = await this.#database.query<{ id: string }>({
      text: 'SELECT id FROM event_log.topic WHERE topic = $1',
      values: [topic],
    });
    const id = rows[0]?.id;
    if (id === undefined)
      throw new EventLogError('UNKNOWN_TOPIC', `${topic} is not created in this database`);
    return `embedded:${id}`;
  }

  async ping(): Promise<void> {
    this.#open();
    await this.#database.query({ text: 'SELECT 1' });
  }

  /** Deletes what the topics no longer keep at `nowMs`; runs by itself every minute. */
  async trim(nowMs: number): Promise<number> {
    return trim(this.#database, nowMs);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#retention);
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
    await this.#database.close();
  }

  #open(): void {
    if (this.#closed) throw new EventLogError('CLOSED', 'the event log is closed');
  }

  #partitionIds(): Promise<ReadonlyMap<string, number>> {
    this.#ids ??= this.#database
      .query<{ id: number; topic: string; partition: number }>({
        text: 'SELECT id, topic, partition FROM event_log.partition',
      })
      .then(({ rows }) => new Map(rows.map((row) => [`${row.topic}/${row.partition}`, row.id])))
      .catch((error: unknown) => {
        this.#ids = undefined;
        throw error;
      });
    return this.#ids;
  }
}
