/** The contract suite against the embedded log, on a real PostgreSQL. */
import { topicRow } from '@sallyport/contracts/topics';
import { EmbeddedEventLog } from '@sallyport/service-kit/event-log/embedded/embedded-event-log';
import { describe, expect, it } from 'vitest';
import { until } from '../../harness/until.js';
import { collect } from './collect.js';
import { describeConsumeLoop } from './consume-loop-contract.js';
import { embeddedRig } from './embedded-rig.js';
import { describeLog } from './log-contract.js';
import { describeOutages } from './outage-contract.js';
import { describePoison } from './poison-contract.js';
import { keysOfAllPartitions, message } from './sample-messages.js';
import { withRig } from './with-rig.js';

describe('embedded', () => {
  const rig = withRig(embeddedRig);
  describeLog(rig);
  describeOutages(rig);
  describeConsumeLoop(rig);
  describePoison(rig);

  it('deletes what a topic no longer keeps, and goes on from there', async () => {
    const topic = 'sallyport.decisions.v1';
    const keys = keysOfAllPartitions(topic);
    const log = new EmbeddedEventLog({ databaseUrl: await rig().freshDatabaseUrl() });
    await log.ensureTopics();
    await log.append(
      topic,
      keys.map((key) => message(key, 'old')),
    );
    const { retentionMs } = topicRow(topic);
    expect(await log.trim(Date.now() + retentionMs - 60_000)).toBe(0);
    expect(await log.trim(Date.now() + retentionMs + 60_000)).toBe(keys.length);
    expect((await log.lag('late', topic)).map(({ position, end }) => [position, end])).toEqual(
      keys.map(() => [1, 1]),
    );
    const reader = await collect(log, 'late', topic);
    await log.append(
      topic,
      keys.map((key) => message(key, 'new')),
    );
    await until('the new ones', 15_000, () => reader.messages.length >= keys.length);
    expect(reader.textsOf(...keys)).toEqual(keys.map(() => 'new'));
    await log.close();
  });
});
