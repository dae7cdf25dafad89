/** Tells a session from the store as a timeline, record by record, in bounded memory. */
import { payloadRefs } from '@sallyport/recording/payload-refs';
import { Timeline } from '@sallyport/recording/timeline';
import type { TimelineItem } from '@sallyport/recording/timeline';
import { eventTypes } from '@sallyport/recording/event-type';
import { unknownCompletionId } from '@sallyport/recording/unknown-completion';
import type { DataSource } from 'typeorm';
import { undoContentCoding } from '../adapters/undo-content-coding.js';
import { replayPayloadBytesMax } from '../limits.js';
import { readPayloads } from './read-payloads.js';
import type { ListedRecord } from './read-records.js';
import type { ListedSession } from './read-sessions.js';
import { SessionLogReader } from './session-logs.js';

export class SessionTeller {
  private constructor(
    private readonly database: DataSource,
    private readonly logs: SessionLogReader,
    private readonly timeline: Timeline,
  ) {}

  static async open(database: DataSource, session: ListedSession): Promise<SessionTeller> {
    const completions = await realCompletions(database, session);
    return new SessionTeller(
      database,
      new SessionLogReader(database, session),
      new Timeline(session.firstUs, completions, undoContentCoding),
    );
  }

  /** Whether growth of a log may bring more to tell. */
  mayGrow(log: number): boolean {
    return this.logs.mayGrow(log);
  }

  /** All items from where the last call ended to the ends of the logs at this moment. */
  async *next(): AsyncGenerator<TimelineItem> {
    for await (const records of this.logs.next()) {
      for (const group of byPayloadSize(records)) {
        const payload = await readPayloads(
          this.database,
          group.flatMap(({ record }) => payloadRefs(record)),
        );
        for (const archived of group) yield this.timeline.item(archived, payload);
      }
    }
  }
}

/** Splits records so that the payloads of a group fit in memory. */
function* byPayloadSize(records: readonly ListedRecord[]): Generator<readonly ListedRecord[]> {
  let group: ListedRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = payloadRefs(record.record).reduce((sum, ref) => sum + ref.size, 0);
    if (group.length > 0 && bytes + size > replayPayloadBytesMax) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(record);
    bytes += size;
  }
  if (group.length > 0) yield group;
}

/** The real completions of requests that have a supposed one too, by request id. */
async function realCompletions(
  database: DataSource,
  session: ListedSession,
): Promise<ReadonlyMap<string, string>> {
  if (session.logs.traffic === undefined) return new Map();
  const rows = await database.query<{ request_id: string; event_ids: string[] }[]>(
    `SELECT request_id, array_agg(event_id::text) AS event_ids FROM traffic_log
     WHERE session = $1 AND partition = $2 AND type = $3 GROUP BY request_id HAVING count(*) > 1`,
    [session.view.id, session.logs.traffic, eventTypes.requestCompleted.number],
  );
  const completions = new Map<string, string>();
  for (const row of rows) {
    const real = row.event_ids.find((id) => id !== unknownCompletionId(row.request_id));
    if (real !== undefined) completions.set(row.request_id, real);
  }
  return completions;
}
