/** What a counting service says of itself: how far it is, how far behind, what it has counted. */
import type { DataSource } from 'typeorm';
import type { TopicName } from '@sallyport/contracts/topics';
import type { EventLog } from '../event-log/event-log.js';

export interface PartitionStatus {
  readonly topic: string;
  readonly partition: number;
  /** Next offset to read. */
  readonly position: number;
  /** Offset of the next message to be appended. */
  readonly end: number;
  /** Messages not read yet, at most: offsets may have gaps. */
  readonly lag: number;
}

export interface Status {
  readonly service: string;
  readonly replica: string;
  /** Messages not read yet, of all partitions. */
  readonly lag: number;
  readonly partitions: readonly PartitionStatus[];
  /** Events counted by all replicas together, by type. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The positions of a group in some topics. */
export async function positions(
  eventLog: EventLog,
  group: string,
  topics: readonly TopicName[],
): Promise<readonly PartitionStatus[]> {
  const lags = await Promise.all(topics.map((topic) => eventLog.lag(group, topic)));
  return lags.flat().map(({ topic, partition, position, end }) => ({
    ...{ topic, partition, position, end },
    lag: Math.max(0, end - position),
  }));
}

/** All counted events of a service's schema. */
export async function countedEvents(database: DataSource): Promise<Readonly<Record<string, number>>> {
  const rows: readonly { readonly event: string; readonly events: string }[] = await database.query(
    'SELECT event, sum(events) AS events FROM traffic_count GROUP BY event ORDER BY event',
  );
  return Object.fromEntries(rows.map((row) => [row.event, Number(row.events)]));
}
