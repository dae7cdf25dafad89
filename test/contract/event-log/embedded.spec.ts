/** The contract suite against the embedded log, on a real PostgreSQL. */
import { topicRow } from '@sallyport/contracts/topics';
import { EmbeddedEventLog } from '@sallyport/service-kit/event-log/embedded/embedded-event-log';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { until } from '../../harness/until.js';
import { collect } from './collect.js';
import { describeConsumeLoop } from './consume-loop-contract.js';
import { embeddedRig } from './embedded-rig.js';
import { describeLog } from './log-contract.js';
import { describeIdentity } from './identity-contract.js';
import { describeOutages } from './outage-contract.js';
import { describePoison } from './poison-contract.js';
import { describeTwoTopics } from './two-topics-contract.js';
import { keysOfAllPartitions, message } from './sample-messages.js';
import { withRig } from './with-rig.js';

describe('embedded', () => {
  const rig = withRig(embeddedRig);
  describeLog(rig);
  describeOutages(rig);
  describeConsumeLoop(rig);
  describePoison(rig);
  describeTwoTopics(rig);
  describeIdentity(rig);

  it('takes a log of its first version to the present one, with what is in it', async () => {
    const topic = 'sallyport.decisions.v1';
    const keys = keysOfAllPartitions(topic);
    const url = await rig().freshDatabaseUrl();
    const log = new EmbeddedEventLog({ databaseUrl: url });
    await log.ensureTopics();
    await log.append(
      topic,
      keys.map((key) => message(key, 'kept')),
    );
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('DROP TABLE event_log.topic');
    await client.query(`COMMENT ON SCHEMA event_log IS 'sallyport event log, version 1'`);
    await Promise.all([log.ensureTopics(), log.ensureTopics()]);
    const identity = await log.identity(topic);
    await log.ensureTopics();
    expect(await log.identity(topic)).toBe(identity);
    const reader = await collect(log, 'later', topic);
    await until('what was there', 15_000, () => reader.textsOf(...keys).length === keys.length);
    await client.query(`COMMENT ON SCHEMA event_log IS 'sallyport event log, version 3'`);
    await expect(log.ensureTopics()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('version 3') as string },
    });
    await client.end();
    await log.close();
  });

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
