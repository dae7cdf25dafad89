/** Reads what the status shows: the logs, the producers with their last sign of life, and what is missing of their events. */
import type { SequenceGap } from '@sallyport/recording/sequence-gaps';
import type { DataSource } from 'typeorm';
import { topicWord } from '../core/logs.js';
import { gapsListedMax, producersListedMax } from '../limits.js';

export interface LogHead {
  /** Number of the log. */
  readonly partition: number;
  /** Records in the log. */
  readonly size: number;
  /** Highest epoch that has written. */
  readonly epoch: number;
}

export async function readHeads(database: DataSource): Promise<readonly LogHead[]> {
  const rows = await database.query<{ partition: number; size: string; epoch: string }[]>(
    'SELECT partition, size, epoch FROM logs ORDER BY partition',
  );
  return rows.map((row) => ({ partition: row.partition, size: Number(row.size), epoch: Number(row.epoch) }));
}

export interface ProducerStatus {
  /** `traffic` or `decisions`: what it writes. Those of decisions give no signs of life. */
  readonly writes: string;
  readonly replica: string;
  readonly bootEpoch: string;
  readonly lastSeen: string;
  /** Milliseconds since then. */
  readonly silentMs: number;
  /** It has said that it stops in order. */
  readonly stopped: boolean;
  readonly events: number;
  readonly sequenceMax: number;
  /** Events below `sequenceMax` that have not arrived; not lost while the archive lags. */
  readonly missing: number;
  readonly openRequests: number;
}

interface ProducerRow {
  readonly log: number;
  readonly replica: string;
  readonly boot_epoch: string;
  readonly seen_at: Date;
  readonly silent_ms: number;
  readonly stopped: boolean;
  readonly events: string;
  readonly sequence_max: string;
  readonly open_requests: string;
}

/** Sequences begin at 1 and have no gaps, and every event is counted once: what is below the highest and not counted is missing. */
export async function readProducers(database: DataSource): Promise<readonly ProducerStatus[]> {
  const rows = await database.query<ProducerRow[]>(
    `SELECT replica, boot_epoch, min(partition) AS log, max(seen_at) AS seen_at, bool_or(stopping) AS stopped,
            (extract(epoch FROM clock_timestamp() - max(seen_at)) * 1000)::float8 AS silent_ms,
            sum(events) AS events, max(sequence_max) AS sequence_max,
            (SELECT count(*) FROM open_requests AS o
             WHERE o.replica = p.replica AND o.boot_epoch = p.boot_epoch) AS open_requests
     FROM producers AS p GROUP BY replica, boot_epoch ORDER BY max(seen_at) DESC LIMIT ${producersListedMax}`,
  );
  return rows.map((row) => ({
    replica: row.replica,
    bootEpoch: row.boot_epoch,
    writes: topicWord(row.log),
    lastSeen: row.seen_at.toISOString(),
    silentMs: Math.max(0, Math.round(row.silent_ms)),
    stopped: row.stopped,
    events: Number(row.events),
    sequenceMax: Number(row.sequence_max),
    missing: Math.max(0, Number(row.sequence_max) - Number(row.events)),
    openRequests: Number(row.open_requests),
  }));
}

/** The first gaps of one producer, as `sequenceGaps` would find them; reads all its events, so ask only where some are missing. */
export async function readGaps(
  database: DataSource,
  replica: string,
  bootEpoch: string,
): Promise<readonly SequenceGap[]> {
  const rows = await database.query<{ from: string; to: string }[]>(
    `SELECT before + 1 AS "from", sequence - 1 AS "to" FROM (
       SELECT sequence, lag(sequence, 1, 0::bigint) OVER (ORDER BY sequence) AS before
       FROM traffic_log WHERE replica = $1 AND boot_epoch = $2
     ) AS steps WHERE sequence > before + 1 ORDER BY sequence LIMIT ${gapsListedMax}`,
    [replica, bootEpoch],
  );
  return rows.map((row) => ({ replica, bootEpoch, from: Number(row.from), to: Number(row.to) }));
}
