/** Names of the consume loop's tables, quoted, in the schema that the service's connection is set to. */
import type { DataSource } from 'typeorm';

export interface ConsumeTables {
  /** Per group and partition: the log, the next offset to process in it, and the epoch of the owner. */
  readonly cursor: string;
  /** Ids of the events that were processed, for as long as the log may deliver them again. */
  readonly inbox: string;
  readonly inboxIndex: string;
}

export function consumeTables(dataSource: DataSource): ConsumeTables {
  const { options } = dataSource;
  const schema = ('schema' in options ? options.schema : undefined) ?? 'public';
  const quoted = `"${schema.replaceAll('"', '""')}"`;
  return {
    cursor: `${quoted}.consume_cursor`,
    inbox: `${quoted}.consume_inbox`,
    inboxIndex: 'consume_inbox_consumed_on',
  };
}
