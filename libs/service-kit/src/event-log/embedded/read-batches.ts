/** Reads packed batches from a position, and moves the group's position in the same round trip. */
import type { LogDatabase } from './log-database.js';
import { unpack } from './packed-batch.js';
import { batchMessagesMax } from './schema.js';
import type { StoredMessage } from '../event-log.js';
import type { HeldPartition } from './group-beat.js';

export interface ReadRequest {
  readonly group: string;
  readonly member: string;
  readonly from: Pick<HeldPartition, 'id' | 'topic' | 'partition'>;
  readonly position: number;
  /** Store `position` as the group's first. */
  readonly move: boolean;
  /** Rows are read until these are reached; the last row may exceed them. */
  readonly messagesMax: number;
  readonly bytesMax: number;
}

interface BatchRow {
  readonly base_offset: string;
  readonly appended_ms: number;
  readonly body: Buffer;
}

/** Sizes are summed before bodies are fetched: `octet_length` of a stored body does not read it. */
const READ = `
  SELECT base_offset, extract(epoch FROM appended_at)::float8 * 1000 AS appended_ms, body FROM (
    SELECT base_offset, appended_at, body,
           sum(octet_length(body)) OVER earlier - octet_length(body) AS bytes_before,
           sum(messages) OVER earlier - messages AS messages_before
    FROM event_log.batch
    WHERE partition_id = $1 AND base_offset > $2::bigint - ${batchMessagesMax} AND base_offset + messages > $2::bigint
    WINDOW earlier AS (ORDER BY base_offset)
    ORDER BY base_offset LIMIT 256
  ) AS nearest
  WHERE messages_before < $3 AND bytes_before < $4 ORDER BY base_offset`;
const MOVE_AND_READ = `
  WITH moved AS (
    UPDATE event_log.cursor SET position = $2::bigint WHERE group_name = $5 AND partition_id = $1 AND owner = $6
  )${READ}`;

export async function readBatches(database: LogDatabase, request: ReadRequest): Promise<StoredMessage[]> {
  const { from, position } = request;
  const values = [from.id, position, request.messagesMax, request.bytesMax];
  const { rows } = await database.consumerQuery<BatchRow>(
    request.move
      ? {
          name: 'event-log-move-and-read',
          text: MOVE_AND_READ,
          values: [...values, request.group, request.member],
        }
      : { name: 'event-log-read', text: READ, values },
  );
  return rows.flatMap((row) =>
    unpack(
      {
        topic: from.topic,
        partition: from.partition,
        baseOffset: Number(row.base_offset),
        timestampMs: Math.floor(row.appended_ms),
        body: row.body,
      },
      position,
    ),
  );
}
