/** The contract of the event log itself, run against every adapter: order, limits, positions, lag. */
import { randomUUID } from 'node:crypto';
import { topicRow } from '@sallyport/contracts/topics';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import { beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../harness/until.js';
import { collect } from './collect.js';
import { codeOf } from './error-code.js';
import type { Rig } from './rig.js';
import { keyOfPartition, keysOfAllPartitions, message } from './sample-messages.js';

const topic = 'sallyport.decisions.v1';
const partitions = topicRow(topic).partitions;
/** Only waited for when something is broken; a slow machine needs some of it. */
const soonMs = 60_000;

export function describeLog(theRig: () => Rig): void {
  describe('the log', () => {
    let rig: Rig;
    let log: EventLog;
    beforeAll(() => {
      rig = theRig();
      log = rig.open();
    });

    it('keeps the order of each key, headers and bytes, from one append and from many', async () => {
      const keys = keysOfAllPartitions(topic);
      const reader = await collect(log, randomUUID(), topic);
      await log.append(
        topic,
        keys.flatMap((key) => [message(key, '0'), message(key, '1')]),
      );
      for (let n = 2; n < 30; n++)
        await log.append(
          topic,
          keys.map((key) => message(key, String(n))),
        );
      const wanted = Array.from({ length: 30 }, (_, n) => String(n));
      for (const key of keys) await until('all messages', soonMs, () => reader.textsOf(key).length >= 30);
      for (const key of keys) expect(reader.textsOf(key)).toEqual(wanted);
      expect(reader.messages.at(-1)?.headers).toEqual({ 'content-type': 'text/plain' });
      const offsets = new Map<number, number>();
      for (const { partition, offset } of reader.messages) {
        expect(offset).toBeGreaterThan(offsets.get(partition) ?? -1);
        offsets.set(partition, offset);
      }
      await reader.consumer.stop();
    });

    it('hands a batch over again when it fails, and other partitions go on', async () => {
      const [bad = '', good = ''] = keysOfAllPartitions(topic);
      let failures = 0;
      const reader = await collect(log, randomUUID(), topic, (messages) => {
        if (messages.some(({ key }) => key === bad) && failures < 4) {
          failures++;
          return Promise.reject(new Error('not now'));
        }
        return Promise.resolve();
      });
      await log.append(topic, [message(bad, 'a'), message(good, 'b')]);
      await until('the good one', soonMs, () => reader.textsOf(good).length === 1);
      await until('the bad one after its failures', soonMs, () => reader.textsOf(bad).length === 1);
      expect(failures).toBe(4);
      await reader.consumer.stop();
    });

    it('never passes an offset that becomes visible later, when producers commit out of order', async () => {
      const key = keyOfPartition(topic, 1);
      const elsewhere = keyOfPartition(topic, 2);
      const reader = await collect(log, randomUUID(), topic);
      const release = await rig.appendHeld(topic, [message(key, 'early')]);
      const second = log.append(topic, [message(key, 'late')]);
      await rig.open().append(topic, [message(elsewhere, 'beside')]);
      await until('the other partition', soonMs, () => reader.textsOf(elsewhere).length === 1);
      if (rig.holds) expect(reader.textsOf(key)).toEqual([]);
      await release();
      await second;
      await until('both', soonMs, () => reader.textsOf(key).length === 2);
      expect(reader.textsOf(key)).toEqual(['early', 'late']);
      const other = rig.open();
      const keys = keysOfAllPartitions(topic);
      const rounds = Array.from({ length: 20 }, (_, n) => n);
      await Promise.all(
        [log, other].map(async (producer, which) => {
          for (const n of rounds)
            await producer.append(
              topic,
              keys.map((one) => message(one, `${which}-${n}`)),
            );
        }),
      );
      await until('all of both producers', soonMs, () => reader.textsOf(...keys).length === keys.length * 40);
      for (const one of keys) {
        for (const which of [0, 1]) {
          const own = reader.textsOf(one).filter((text) => text.startsWith(`${which}-`));
          expect(own).toEqual(rounds.map((n) => `${which}-${n}`));
        }
      }
      await reader.consumer.stop();
    });

    it('refuses a message that is too large with its size and the limit, and appends nothing of the call', async () => {
      const key = randomUUID();
      const reader = await collect(log, randomUUID(), topic);
      const { messageBytesMax } = topicRow(topic);
      const size = messageBytesMax + 1;
      const large = { key, value: Buffer.alloc(size - key.length), headers: {} };
      const said = await codeOf(log.append(topic, [message(key, 'with it'), large]));
      expect(said).toContain('MESSAGE_TOO_LARGE');
      expect(said).toContain(String(size));
      expect(said).toContain(String(messageBytesMax));
      const largest = { key, value: Buffer.alloc(messageBytesMax - key.length, 7), headers: {} };
      await log.append(topic, [largest, largest, largest]);
      await until(
        'the largest three',
        soonMs,
        () => reader.messages.filter((row) => row.key === key).length === 3,
      );
      expect(
        reader.messages.filter((row) => row.key === key).every(({ value }) => largest.value.equals(value)),
      ).toBe(true);
      expect(await codeOf(log.append(topic, [{ ...large, value: Buffer.alloc(0) }]))).toContain(
        'MESSAGE_EMPTY',
      );
      await reader.consumer.stop();
    });

    it('replays from the start into a fresh group, and tells every group its lag', async () => {
      const keys = keysOfAllPartitions(topic);
      await log.append(
        topic,
        keys.map((key) => message(key, 'once')),
      );
      const group = randomUUID();
      const before = await log.lag(group, topic);
      expect(before).toHaveLength(partitions);
      expect(before.every(({ position, end }) => position < end)).toBe(true);
      const first = await collect(log, group, topic);
      const total = before.reduce((sum, { end }) => sum + end, 0);
      await until('everything from the start', soonMs, () => first.messages.length >= total);
      await until('no lag', soonMs, async () =>
        (await log.lag(group, topic)).every(({ position, end }) => position === end),
      );
      await first.consumer.stop();
      const second = await collect(log, randomUUID(), topic);
      await until('everything again', soonMs, () => second.messages.length >= total);
      const fromThen = second.messages.filter(
        ({ partition, offset }) => offset < (before[partition]?.end ?? 0),
      );
      expect(fromThen).toHaveLength(total);
      await second.consumer.stop();
      await log.append(topic, [message(keys[0] ?? '', 'unread')]);
      const after = await log.lag(group, topic);
      expect(after.reduce((sum, { position, end }) => sum + end - position, 0)).toBe(1);
      // No adapter tells more than the others.
      expect(after).toEqual(
        after.map(({ partition, position, end }) => ({ topic, partition, position, end })),
      );
      expect(after.map(({ partition }) => partition)).toEqual(
        Array.from({ length: partitions }, (_, n) => n),
      );
    });

    it('starts where the caller says, and at the group position otherwise', async () => {
      const group = randomUUID();
      const key = keyOfPartition(topic, 0);
      await log.append(
        topic,
        ['a', 'b', 'c'].map((text) => message(key, text)),
      );
      const end = (await log.lag(group, topic))[0]?.end ?? 0;
      const seen: number[] = [];
      const consumer = await log.consume({
        group,
        topics: [topic],
        batchMessagesMax: 10,
        batchBytesMax: 1_000_000,
        onAssigned: (given) =>
          Promise.resolve(given.map((row) => ({ ...row, offset: row.partition === 0 ? end - 1 : 0 }))),
        onRevoked: () => Promise.resolve(),
        onBatch: (batch) => {
          if (batch.partition === 0) seen.push(...batch.messages.map(({ offset }) => offset));
          return Promise.resolve();
        },
      });
      await until('the last message', soonMs, () => seen.length > 0);
      expect(seen).toEqual([end - 1]);
      await consumer.stop();
    });

    it('makes its topics again without harm, and refuses work when it is closed', async () => {
      const mine = rig.open();
      await Promise.all([mine.ensureTopics(), log.ensureTopics()]);
      await mine.ping();
      await mine.close();
      expect(await codeOf(mine.append(topic, [message('k', 'v')]))).toContain('CLOSED');
    });
  });
}
