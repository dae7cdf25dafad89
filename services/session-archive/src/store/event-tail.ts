/** Follows all logs from their ends at the time of opening: the events that match, log by log. */
import type { DataSource } from 'typeorm';
import { replayRecordsPerRead } from '../limits.js';
import { archivedEvent, recordsAfter } from './read-records.js';
import type { ArchivedEventView, EventFilter } from './read-records.js';
import { readHeads } from './read-status.js';

export class EventTail {
  private constructor(
    private readonly database: DataSource,
    private readonly filter: EventFilter,
    private readonly positions: Map<number, number>,
  ) {}

  static async open(database: DataSource, filter: EventFilter): Promise<EventTail> {
    const heads = await readHeads(database);
    return new EventTail(
      database,
      filter,
      new Map(heads.map(({ partition, size }) => [partition, size - 1])),
    );
  }

  /** What has come since the last call. */
  async *next(): AsyncGenerator<ArchivedEventView> {
    for (const { partition, size } of await readHeads(this.database)) {
      let position = this.positions.get(partition) ?? -1;
      while (position < size - 1) {
        const found = await recordsAfter(
          this.database,
          { partition, position },
          this.filter,
          replayRecordsPerRead,
        );
        for (const record of found) {
          position = record.position;
          this.positions.set(partition, position);
          yield archivedEvent(record);
        }
        if (found.length < replayRecordsPerRead) position = Math.max(position, size - 1);
      }
      this.positions.set(partition, position);
    }
  }
}
