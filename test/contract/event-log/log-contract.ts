/** The contract of the event log itself, run against every adapter. */
import { randomUUID } from 'node:crypto';
import { messageBytesMax, topicRow } from '@sallyport/contracts/topics';
import { EventLogError, type EventLog } from '@sallyport/service-kit/event-log/event-log';
import { beforeAll, describe, expect, it } from 'vitest';
import { longForm } from '../../harness/long-form.js';
import { until } from '../../harness/until.js';
import { collect } from './collect.js';
import type { Rig } from './rig.js';
import { keyOfPartition, keysOfAllPartitions, message } from './sample-messages.js';

const topic = 'sallyport.decisions.v1';
const partitions = topicRow(topic).partitions;
const soonMs = 15_000;
/** The promise: a dead member's partitions are taken over within this time. */
const takeoverMsMax = 10_000;

async function codeOf(failing: Promise<unknown>): Promise<string> {
  const error: unknown = await failing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof EventLogError
    ? `${error.code}: ${error.message}`
    : `not an EventLogError: ${String(error)}`;
}

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

    it('keeps positions over kill -9, and a dead member’s partitions are taken over within 10 s', async () => {
      const group = randomUUID();
      const keys = keysOfAllPartitions(topic);
      const survivor = await collect(log, group, topic);
      const victim = await rig.startMember({ group, topic });
      await until(
        'an even share',
        soonMs,
        () => survivor.assigned.size === partitions / 2 && victim.assigned.size === partitions / 2,
      );
      await log.append(
        topic,
        keys.map((key) => message(key, 'before')),
      );
      await until(
        'all by either',
        soonMs,
        () =>
          survivor.textsOf(...keys).length + victim.received.filter((text) => text === 'before').length ===
          partitions,
      );
      await until('no lag', soonMs, async () =>
        (await log.lag(group, topic)).every(({ position, end }) => position === end),
      );
      const had = survivor.messages.length;
      const diedAt = performance.now();
      await victim.kill();
      await log.append(
        topic,
        keys.map((key) => message(key, 'after')),
      );
      await until(
        'all by the survivor',
        takeoverMsMax + 5_000,
        () => survivor.textsOf(...keys).filter((text) => text === 'after').length === partitions,
      );
      expect(performance.now() - diedAt).toBeLessThan(takeoverMsMax);
      expect(
        survivor.messages.slice(had).every(({ value }) => Buffer.from(value).toString() === 'after'),
      ).toBe(true);
      await survivor.consumer.stop();
    });

    it('delivers at least once: what a killed member had not finished comes again', async () => {
      const group = randomUUID();
      const keys = keysOfAllPartitions(topic);
      const victim = await rig.startMember({ group, topic, hangAfterBatches: 0 });
      await until('the whole topic', soonMs, () => victim.assigned.size === partitions);
      await log.append(
        topic,
        keys.map((key) => message(key, 'unfinished')),
      );
      await victim.kill();
      const heir = await collect(log, group, topic);
      await until('all of it', soonMs, () => heir.textsOf(...keys).length === partitions);
      await heir.consumer.stop();
    });

    it('comes back by itself when the log was away, with everything in order, and says so meanwhile', async () => {
      const awayMs = longForm ? 30_000 : rig.name === 'fake' ? 300 : 5_000;
      const group = randomUUID();
      const keys = keysOfAllPartitions(topic);
      const watched = rig.open({ health: { stallMsMax: 60_000, lostMsMax: 500 } });
      const reader = await collect(watched, group, topic);
      const stop = new AbortController();
      let refused = 0;
      const producing = (async () => {
        let n = 0;
        for (; !stop.signal.aborted; n++) {
          const batch = keys.map((key) => message(key, String(n)));
          for (;;) {
            const failure = await log.append(topic, batch).then(
              () => undefined,
              (error: unknown) => error,
            );
            if (failure === undefined) break;
            expect(failure).toMatchObject({ code: 'UNAVAILABLE' });
            refused++;
            await new Promise((done) => setTimeout(done, 50));
          }
          await new Promise((done) => setTimeout(done, 20));
        }
        return n;
      })();
      await until('first messages', soonMs, () => reader.textsOf(...keys).length > 20);
      expect(reader.consumer.problem()).toBeUndefined();
      await rig.takeAway();
      const awayUntil = performance.now() + awayMs;
      expect(await codeOf(rig.open().ping())).toContain('UNAVAILABLE');
      if (rig.name !== 'fake')
        await until('the problem', 25_000, () => reader.consumer.problem() !== undefined);
      await until('the end of the outage', awayMs + 1_000, () => performance.now() >= awayUntil);
      await rig.bringBack();
      await until('appends again', 60_000, () => log.ping().then(() => true));
      const seenBack = reader.textsOf(...keys).length;
      await until('new messages', 60_000, () => reader.textsOf(...keys).length > seenBack + 50);
      stop.abort();
      const last = String((await producing) - 1);
      await until('the last of each', soonMs, () => keys.every((key) => reader.textsOf(key).includes(last)));
      for (const key of keys) {
        const once = [...new Set(reader.textsOf(key))];
        expect(once).toEqual(Array.from({ length: Number(last) + 1 }, (_, n) => String(n)));
      }
      expect(refused).toBeGreaterThan(0);
      await until('no problem', soonMs, () => reader.consumer.problem() === undefined);
      await reader.consumer.stop();
    });

    it('turns its problem on when a batch does not end, and off when it does', async () => {
      const watched = rig.open({ health: { stallMsMax: 300, lostMsMax: 60_000 } });
      let letGo: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (letGo = resolve));
      const key = keyOfPartition(topic, 3);
      const reader = await collect(watched, randomUUID(), topic, async (messages) => {
        if (messages.some((row) => row.key === key)) await held;
      });
      await log.append(topic, [message(key, 'slow')]);
      const said = await until('the problem', soonMs, () => reader.consumer.problem());
      expect(said).toContain('stalled');
      expect(said).toContain(`${topic}/3`);
      letGo();
      await until('no problem', soonMs, () => reader.consumer.problem() === undefined);
      await reader.consumer.stop();
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
