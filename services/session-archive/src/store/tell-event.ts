/** Tells one event as its session's timeline does, without the events around it. */
import { payloadRefs } from '@sallyport/recording/payload-refs';
import { Timeline } from '@sallyport/recording/timeline';
import type { TimelineItem } from '@sallyport/recording/timeline';
import type { DataSource } from 'typeorm';
import { undoContentCoding } from '../adapters/undo-content-coding.js';
import { readPayloads } from './read-payloads.js';
import { findRecord } from './read-records.js';
import { findSession } from './read-sessions.js';

/** Undefined when there is no such event. */
export async function tellEvent(database: DataSource, id: string): Promise<TimelineItem | undefined> {
  const found = await findRecord(database, id);
  if (found === undefined) return undefined;
  const session = await findSession(database, found.record.envelope?.session ?? '');
  const timeline = new Timeline(session?.firstUs ?? found.cursor.timeUs, new Map(), undoContentCoding);
  return timeline.item(found, await readPayloads(database, payloadRefs(found.record)));
}
