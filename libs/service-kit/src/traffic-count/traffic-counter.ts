/** A handler that only counts the events of the traffic topic by their type. */
import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { EntityManager } from 'typeorm';
import type { TopicName } from '@sallyport/contracts/topics';
import type { ConsumedEvent, Handler } from '../consume/handler.js';

interface CountedBatch {
  readonly partition: number;
  readonly events: readonly ConsumedEvent[];
}

export class TrafficCounter implements Handler {
  readonly group: string;
  readonly topics: readonly TopicName[] = ['sallyport.traffic.v1'];
  readonly #counter: Counter<'event'>;

  constructor(group: string, metrics: Registry) {
    this.group = group;
    this.#counter = new Counter({
      name: 'sallyport_traffic_events_total',
      help: 'Events of the traffic topic this replica has counted, by type',
      labelNames: ['event'],
      registers: [metrics],
    });
  }

  async apply(tx: EntityManager, batch: CountedBatch): Promise<void> {
    const counts = countByType(batch.events);
    if (counts.size === 0) return;
    await tx.query(
      `INSERT INTO traffic_count (partition, event, events)
       SELECT $1, counted.event, counted.events FROM unnest($2::text[], $3::bigint[]) AS counted (event, events)
       ON CONFLICT (partition, event) DO UPDATE SET events = traffic_count.events + excluded.events`,
      [batch.partition, [...counts.keys()], [...counts.values()]],
    );
  }

  committed(batch: CountedBatch): void {
    for (const [event, events] of countByType(batch.events)) this.#counter.inc({ event }, events);
  }
}

/** How many events of each type: the name of the record's body, for instance `requestReceived`. */
export function countByType(events: readonly ConsumedEvent[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { event } of events) {
    const type = event.record.body?.$case ?? 'unknown';
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}
