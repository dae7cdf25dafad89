/** What the event log promises when members are killed, the log goes away or a batch does not end. */
import { randomUUID } from 'node:crypto';
import { topicRow } from '@sallyport/contracts/topics';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import { beforeAll, describe, expect, it } from 'vitest';
import { longForm } from '../../harness/long-form.js';
import { until } from '../../harness/until.js';
import { collect } from './collect.js';
import { codeOf } from './error-code.js';
import type { Rig } from './rig.js';
import { keyOfPartition, keysOfAllPartitions, message } from './sample-messages.js';

const topic = 'sallyport.decisions.v1';
const partitions = topicRow(topic).partitions;
/** Only waited for when something is broken; a slow machine needs some of it. */
const soonMs = 60_000;
/** The promise: a dead member's partitions are taken over within this time. */
const takeoverMsMax = 10_000;

export function describeOutages(theRig: () => Rig): void {
  describe('the log in trouble', () => {
    let rig: Rig;
    let log: EventLog;
    beforeAll(() => {
      rig = theRig();
      log = rig.open();
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
          survivor.textsOf(...keys).length + victim.received.filter((text) => text === 'before').length >=
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
        soonMs,
        () => survivor.textsOf(...keys).filter((text) => text === 'after').length >= partitions,
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
      await until(
        'all of it',
        soonMs,
        () =>
          new Set(heir.messages.filter(({ key }) => keys.includes(key)).map(({ key }) => key)).size ===
          partitions,
      );
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
      // On a slow machine another partition may be named first, while it catches up.
      const said = await until('the problem', soonMs, () => {
        const problem = reader.consumer.problem();
        return problem?.includes(`${topic}/3`) === true ? problem : undefined;
      });
      expect(said).toContain('stalled');
      letGo();
      await until('no problem', soonMs, () => reader.consumer.problem() === undefined);
      await reader.consumer.stop();
    });
  });
}
