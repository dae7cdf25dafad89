/** What the consume loop promises to a consumer of more than one topic, whose partitions have the same numbers. */
import type { ConsumedEvent } from '@sallyport/service-kit/consume/handler';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../harness/until.js';
import { openEffects, type Effects } from './effects.js';
import type { Rig } from './rig.js';
import { event, keyOfPartition } from './sample-messages.js';

/** Only waited for when something is broken; a slow machine needs some of it. */
const soonMs = 60_000;

export function describeTwoTopics(theRig: () => Rig): void {
  describe('the consume loop and two topics', () => {
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

    it('keeps the topics of one consumer apart: own batches, own positions, each event once', async () => {
      const topics = ['sallyport.traffic.v1', 'sallyport.decisions.v1'] as const;
      // Partitions of the same number, in which both have events.
      const sessions = topics.map((name) => keyOfPartition(name, 1));
      const events = sessions.map((session) => Array.from({ length: 10 }, (_, n) => event(session, n)));
      const batches: string[][] = [];
      const before = (_: unknown, given: readonly ConsumedEvent[]): Promise<void> => {
        batches.push([...new Set(given.map(({ message }) => message.topic))]);
        return Promise.resolve();
      };
      const append = async (from: number, to: number): Promise<void> => {
        for (const [at, name] of topics.entries()) {
          const messages = (events[at] ?? []).slice(from, to).map(({ message }) => message);
          await log.append(name, messages);
        }
      };
      const all = async (count: number): Promise<void> => {
        await until('the events of both', soonMs, async () => {
          const found = await Promise.all(sessions.map((session) => effects.appliedOf(session)));
          return found.every((ids) => ids.length >= count);
        });
      };
      const first = effects.loop(log, { topics, before });
      await append(0, 8);
      await all(8);
      await first.stop();
      await effects.dataSource.query('UPDATE effects.consume_cursor SET next_offset = 0');
      effects.loop(log, { topics, before });
      await append(8, 10);
      await all(10);
      for (const [at, session] of sessions.entries()) {
        expect(await effects.appliedOf(session)).toEqual(events[at]?.map(({ id }) => id));
      }
      expect(batches.filter((names) => names.length !== 1)).toEqual([]);
      expect(new Set(batches.flat())).toEqual(new Set(topics));
    });
  });
}
