/** Takes partitions over: each with its epoch, and from the cursor if that belongs to the log as it is now. */
import type { AnyTopic } from '@sallyport/contracts/topics';
import type { ApplyContext, OwnedPartition } from './apply-batch.js';
import { resetPartition, takePartition } from './partition-cursor.js';

/**
 * A log that is not the cursor's is read from its start: another cluster or database, or a topic that was deleted and made
 * again. The inbox knows what of it was processed already.
 */
export async function takePartitions(
  context: Pick<ApplyContext, 'dataSource' | 'eventLog' | 'handler' | 'log' | 'tables'>,
  assigned: readonly { readonly topic: AnyTopic; readonly partition: number }[],
): Promise<readonly OwnedPartition[]> {
  const { dataSource, eventLog, handler, log, tables } = context;
  const owned: OwnedPartition[] = [];
  for (const topic of handler.topics) {
    const mine = assigned.filter((row) => row.topic === topic).map((row) => row.partition);
    if (mine.length === 0) continue;
    const identity = await eventLog.identity(topic);
    const ends = new Map((await eventLog.lag(handler.group, topic)).map((row) => [row.partition, row.end]));
    for (const partition of mine.sort((a, b) => a - b)) {
      const key = { group: handler.group, topic, partition };
      const { epoch, former, ...taken } = await takePartition(dataSource, tables, key, identity);
      let position = taken.nextOffset;
      if (former !== undefined && former.log !== identity)
        log.warn(
          { ...key, position: former.nextOffset, log: identity, formerLog: former.log || 'not known' },
          'consume: the cursor belongs to another log: this one is read from its start',
        );
      const end = ends.get(partition) ?? 0;
      if (position > end) {
        log.error(
          { ...key, position, end },
          'consume: the log is shorter than what was processed: it has lost messages, and is read from its start',
        );
        await resetPartition(dataSource, tables, key, epoch);
        position = 0;
      }
      owned.push({ topic, partition, epoch, log: identity, position });
    }
  }
  return owned;
}
