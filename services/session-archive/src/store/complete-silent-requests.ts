/** Ends requests whose gateway has fallen silent: appends to their log the completion that says "unknown". */
import { EventRecord } from '@sallyport/contracts/event-codec';
import type { Producer } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import { unknownCompletion } from '@sallyport/recording/unknown-completion';
import type { ClientBase } from 'pg';
import { searchFacts } from '../core/search-facts.js';
import { completionsPerTransactionMax } from '../limits.js';
import { appendEvents, claim } from './append-events.js';

export interface SilenceOptions {
  readonly log: { readonly partition: number; readonly epoch: number };
  /** A producer that gave no sign of life for so long is taken for dead. */
  readonly silenceMs: number;
  readonly nowUs: number;
  /** The archive as a producer; `sequence` is the last number it has used. */
  readonly producer: Producer;
}

/**
 * Completes, in the caller's transaction, at most `completionsPerTransactionMax` requests; returns how many.
 * Whether a producer is silent is judged by the database's clock, over all logs, while the log is held.
 * @throws StaleOwnerError when a later epoch has written.
 */
export async function completeSilentRequests(client: ClientBase, options: SilenceOptions): Promise<number> {
  const { log, producer } = options;
  await claim(client, log, 0);
  const { rows } = await client.query<{ record: Buffer }>(
    `SELECT t.record FROM open_requests AS o
     JOIN traffic_log AS t ON t.partition = o.partition AND t.position = o.position
     WHERE o.partition = $1 AND NOT EXISTS (
       SELECT FROM producers AS p WHERE p.replica = o.replica AND p.boot_epoch = o.boot_epoch
       AND p.seen_at > clock_timestamp() - make_interval(secs => $2))
     ORDER BY o.position LIMIT ${completionsPerTransactionMax}`,
    [log.partition, options.silenceMs / 1000],
  );
  const events = rows.map((row, index) => {
    const sequence = producer.sequence + index + 1;
    const record = unknownCompletion(EventRecord.decode(row.record), options.nowUs, {
      ...producer,
      sequence,
    });
    const event = { recordBytes: EventRecord.encode(record).finish(), record, payloads: [] };
    return { event, facts: searchFacts(record) };
  });
  await appendEvents(client, log, events);
  return events.length;
}
