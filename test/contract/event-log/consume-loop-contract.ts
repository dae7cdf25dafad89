/** What the consume loop promises on every log: each event takes effect once, and stalls are told. */
import { randomUUID } from 'node:crypto';
import { applyBatch } from '@sallyport/service-kit/consume/apply-batch';
import { consumeMetrics } from '@sallyport/service-kit/consume/consume-metrics';
import { consumeTables } from '@sallyport/service-kit/consume/consume-tables';
import { forgetOldIds } from '@sallyport/service-kit/consume/inbox-retention';
import { takePartition } from '@sallyport/service-kit/consume/partition-cursor';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import { silentLogger } from '@sallyport/service-kit/event-log/event-log-logger';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../harness/until.js';
import { openEffects, type Effects } from './effects.js';
import type { Rig } from './rig.js';
import { event, keysOfAllPartitions } from './sample-messages.js';

const topic = 'sallyport.traffic.v1';
/** Only waited for when something is broken; a slow machine needs some of it. */
const soonMs = 60_000;
const DAY_MS = 86_400_000;

export function describeConsumeLoop(theRig: () => Rig): void {
  describe('the consume loop', () => {
    let rig: Rig;
    let log: EventLog;
    let effects: Effects;
    beforeAll(() => {
      rig = theRig();
      log = rig.open();
    });
    beforeEach(async () => {
      effects = await openEffects(await rig.freshDatabaseUrl());
    });
    afterEach(() => effects.close());

    it('applies each event once: at other offsets, at a replay from the start, after a restart', async () => {
      const session = randomUUID();
      const events = Array.from({ length: 30 }, (_, n) => event(session, n));
      const messages = events.map(({ message }) => message);
      const first = effects.loop(log);
      await log.append(topic, messages);
      await log.append(topic, messages.slice(10, 20));
      await log.append(
        topic,
        [messages[3], messages[3]].flatMap((message) => message ?? []),
      );
      const closing = event(session, 30);
      await log.append(topic, [closing.message]);
      await until('all events', soonMs, async () => (await effects.appliedOf(session)).includes(closing.id));
      const wanted = [...events, closing].map(({ id }) => id);
      expect(await effects.appliedOf(session)).toEqual(wanted);
      // Counted after the commit, which was visible before.
      const duplicates = (): Promise<number> => effects.metric('sallyport_consume_duplicates_total');
      await until('the count', soonMs, async () => (await duplicates()) >= 12);
      expect(await duplicates()).toBe(12);
      await first.stop();
      await effects.dataSource.query('UPDATE effects.consume_cursor SET next_offset = 0');
      const again = effects.loop(log);
      const last = event(session, 31);
      await log.append(topic, [last.message]);
      await until('the last event', soonMs, async () => (await effects.appliedOf(session)).includes(last.id));
      expect(await effects.appliedOf(session)).toEqual([...wanted, last.id]);
      expect(again.problem()).toBeUndefined();
    });

    it('retries with pauses while the effects fail, and loses nothing', async () => {
      const session = randomUUID();
      const events = Array.from({ length: 5 }, (_, n) => event(session, n));
      let failures = 0;
      effects.loop(log, {
        before: async (tx, given) => {
          if (given.every((row) => row.event.record.envelope?.session !== session)) return;
          if (failures++ < 3) await tx.query('SELECT pg_terminate_backend(pg_backend_pid())');
        },
      });
      await log.append(
        topic,
        events.map(({ message }) => message),
      );
      await until('all events', soonMs, async () => (await effects.appliedOf(session)).length === 5);
      expect(await effects.appliedOf(session)).toEqual(events.map(({ id }) => id));
      expect(await effects.metric('sallyport_consume_retries_total')).toBeGreaterThanOrEqual(3);
    });

    it('loses and doubles nothing when members come and go during batches', async () => {
      const sessions = keysOfAllPartitions(topic);
      const slowly = {
        before: async (tx: { query(text: string): Promise<unknown> }) => {
          await tx.query('SELECT pg_sleep(0.02)');
        },
      };
      const sent: string[] = [];
      const stop = new AbortController();
      const producing = (async () => {
        for (let n = 0; !stop.signal.aborted; n++) {
          const events = sessions.map((session) => event(session, n));
          await log.append(
            topic,
            events.map(({ message }) => message),
          );
          sent.push(...events.map(({ id }) => id));
          await new Promise((done) => setTimeout(done, 5));
        }
      })();
      const count = async (): Promise<number> => (await effects.appliedOf(...sessions)).length;
      const first = effects.loop(rig.open(), slowly);
      await until('the first member works', soonMs, async () => (await count()) > 50);
      const second = effects.loop(rig.open(), slowly);
      await until('the second has joined', soonMs, () => second.joined());
      const atSecond = await count();
      await until('both work', soonMs, async () => (await count()) > atSecond + 100);
      await first.stop();
      const third = effects.loop(rig.open(), slowly);
      await until('the third has joined', soonMs, () => third.joined());
      const atThird = await count();
      await until('both work', soonMs, async () => (await count()) > atThird + 100);
      await second.stop();
      stop.abort();
      await producing;
      await until('everything', soonMs, async () => (await count()) >= sent.length);
      const applied = (await effects.applied()).filter(({ session }) => sessions.includes(session));
      expect(applied).toHaveLength(sent.length);
      expect(new Set(applied.map(({ id }) => id))).toEqual(new Set(sent));
      for (const session of sessions) {
        const order = applied.filter((row) => row.session === session).map(({ sequence }) => sequence);
        expect(order).toEqual(order.map((_, n) => n));
      }
      expect(third.problem()).toBeUndefined();
    });

    it('lets a former owner store nothing', async () => {
      const { dataSource, group, registry } = effects;
      const tables = consumeTables(dataSource);
      const key = { group, topic, partition: 0 } as const;
      const former = await takePartition(dataSource, tables, key, 'this log');
      await takePartition(dataSource, tables, key, 'this log');
      const handler = {
        group,
        topics: [topic],
        apply: () => Promise.reject(new Error('must not be asked')),
      } as const;
      const context = {
        dataSource,
        tables,
        eventLog: log,
        handler,
        metrics: consumeMetrics(registry),
        log: silentLogger,
        nowMs: Date.now,
      };
      const owned = {
        topic,
        partition: 0,
        epoch: former.epoch,
        log: 'this log',
        position: former.nextOffset,
      } as const;
      const stored = {
        ...event(randomUUID(), 0).message,
        topic,
        partition: 0,
        offset: 0,
        timestampMs: 0,
      } as const;
      await expect(applyBatch(context, { ...owned }, [stored])).rejects.toThrow('another owner');
      expect(await dataSource.query('SELECT * FROM effects.consume_inbox')).toEqual([]);
    });

    it('forgets ids only when the log can no longer deliver them', async () => {
      const { dataSource, group } = effects;
      const session = randomUUID();
      let nowMs = Date.UTC(2026, 0, 1, 12);
      const loop = effects.loop(log, { nowMs: () => nowMs });
      const append = async (): Promise<string> => {
        const { id, message } = event(session, 0);
        await log.append(topic, [message]);
        await until('the event', soonMs, async () => (await effects.appliedOf(session)).includes(id));
        return id;
      };
      const old = await append();
      nowMs += 5 * DAY_MS;
      const young = await append();
      await loop.stop();
      const left = async (): Promise<readonly string[]> => {
        const rows = await dataSource.query<{ event_id: string }[]>(
          'SELECT event_id FROM effects.consume_inbox',
        );
        return rows
          .map(({ event_id }) => event_id)
          .filter((id) => [old, young].includes(id))
          .sort();
      };
      const forget = (days: number): Promise<number> =>
        forgetOldIds(
          dataSource,
          consumeTables(dataSource),
          group,
          [topic],
          Date.UTC(2026, 0, 1, 12) + days * DAY_MS,
        );
      await forget(8);
      expect(await left()).toEqual([old, young].sort());
      expect(await forget(9)).toBeGreaterThan(0);
      expect(await left()).toEqual([young]);
      await forget(14);
      expect(await left()).toEqual([]);
    });

    it('turns its problem on when it does not move while there is something to read', async () => {
      const session = randomUUID();
      let letGo: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (letGo = resolve));
      const loop = effects.loop(log, {
        stallMsMax: 1_000,
        watchEveryMs: 100,
        before: async (_tx, events) => {
          if (events.some((row) => row.event.record.envelope?.session === session)) await held;
        },
      });
      await log.append(topic, [event(session, 0).message]);
      const said = await until('the problem', soonMs, () => loop.problem());
      expect(said).toContain('has not moved for');
      letGo();
      await until('no problem', soonMs, () => loop.problem() === undefined);
      expect(await until('the event', soonMs, async () => (await effects.appliedOf(session)).length)).toBe(1);
    });
  });
}
