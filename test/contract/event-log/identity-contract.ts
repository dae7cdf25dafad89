/** What the consume loop promises when its log becomes another one: nothing is skipped, nothing takes effect twice. */
import { randomUUID } from 'node:crypto';
import type { EventLogLogger } from '@sallyport/service-kit/event-log/event-log-logger';
import { FakeEventLog } from '@sallyport/service-kit/event-log/fake-event-log';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../harness/until.js';
import { openEffects, type Effects } from './effects.js';
import { codeOf } from './error-code.js';
import type { Rig } from './rig.js';
import { event, keyOfPartition, type SampleEvent } from './sample-messages.js';

const topic = 'sallyport.traffic.v1';
const partition = 2;
/** A broker that is asked to delete and make a topic takes seconds, and the group joins anew after it. */
const soonMs = 60_000;

export function describeIdentity(theRig: () => Rig): void {
  describe('the identity of the log', () => {
    let effects: Effects;
    const said: string[] = [];
    const keep = (_fields: object, text: string): void => {
      said.push(text);
    };
    const listening: EventLogLogger = {
      debug: () => undefined,
      info: () => undefined,
      warn: keep,
      error: keep,
    };
    beforeEach(async () => {
      said.length = 0;
      effects = await openEffects(await theRig().freshDatabaseUrl());
    });
    afterEach(() => effects.close());

    const eventsOf = (session: string, from: number, count: number): readonly SampleEvent[] =>
      Array.from({ length: count }, (_, n) => event(session, from + n));
    const messagesOf = (events: readonly SampleEvent[]): SampleEvent['message'][] =>
      events.map(({ message }) => message);
    const applied = async (session: string, events: readonly SampleEvent[]): Promise<void> => {
      await until('all events', soonMs, async () => {
        const found = new Set(await effects.appliedOf(session));
        return events.every(({ id }) => found.has(id));
      });
    };

    it('is the same for all who ask, and another for each topic and log', async () => {
      const [one, two] = [theRig().open(), theRig().open()];
      const identity = await one.identity(topic);
      expect(identity).toMatch(new RegExp(`^${theRig().name}:.*[0-9a-f]{8}`, 'u'));
      expect(identity).not.toMatch(/:0*$/u);
      expect(await two.identity(topic)).toBe(identity);
      expect(await one.identity('sallyport.decisions.v1')).not.toBe(identity);
      await two.close();
      expect(await codeOf(two.identity(topic))).toContain('CLOSED');
    });

    it('keeps a cursor from being used in another log, there and back, with unread messages in both', async () => {
      const session = keyOfPartition(topic, partition);
      const log = theRig().open();
      const elsewhere = new FakeEventLog();
      await elsewhere.ensureTopics();
      const first = eventsOf(session, 0, 3);
      await log.append(topic, messagesOf(first));
      const loop = effects.loop(log);
      await applied(session, first);
      await loop.stop();

      // The other log is longer than the cursor, and the first one will be longer than the cursor of the other.
      const cursor = (await log.lag(effects.group, topic))[partition]?.end ?? 0;
      const second = eventsOf(session, 3, cursor + 3);
      await elsewhere.append(topic, messagesOf(second));
      const unread = eventsOf(session, second.length + 3, 10);
      await log.append(topic, messagesOf(unread));
      const away = effects.loop(elsewhere, { log: listening });
      await applied(session, second);
      await away.stop();
      expect(said).toContain('consume: the cursor belongs to another log: this one is read from its start');

      effects.loop(log);
      await applied(session, unread);
      const all = [...first, ...second, ...unread].map(({ id }) => id);
      expect([...(await effects.appliedOf(session))].sort()).toEqual(all.sort());
      await elsewhere.close();
    });

    it('changes when the topic is deleted and made again, and the loop reads the new one from its start', async () => {
      const rig = theRig();
      const session = keyOfPartition(topic, partition);
      const log = rig.open();
      const before = eventsOf(session, 0, 5);
      await log.append(topic, messagesOf(before));
      const identity = await log.identity(topic);
      const loop = effects.loop(log, { watchEveryMs: 200, log: listening });
      await applied(session, before);
      await rig.recreate(topic);
      expect(await rig.open().identity(topic)).not.toBe(identity);
      // Fewer than were processed of the former topic: its position would skip them all.
      const after = eventsOf(session, 5, 2);
      await until('an append', soonMs, () =>
        rig
          .open()
          .append(topic, messagesOf(after))
          .then(() => true),
      );
      await applied(session, after);
      expect([...(await effects.appliedOf(session))].sort()).toEqual(
        [...before, ...after].map(({ id }) => id).sort(),
      );
      await until('the group', soonMs, () => loop.joined() && loop.problem() === undefined);
      expect(said).toContain('consume: the cursor belongs to another log: this one is read from its start');
    });

    it('is not guessed for cursors from before it was kept', async () => {
      const session = randomUUID();
      const log = theRig().open();
      const events = eventsOf(session, 0, 2);
      await log.append(topic, messagesOf(events));
      const loop = effects.loop(log);
      await applied(session, events);
      await loop.stop();
      await effects.dataSource.query(`UPDATE effects.consume_cursor SET log = ''`);
      effects.loop(log, { log: listening });
      const last = eventsOf(session, 2, 1);
      await log.append(topic, messagesOf(last));
      await applied(session, last);
      expect(await effects.appliedOf(session)).toEqual([...events, ...last].map(({ id }) => id));
      expect(said).toContain('consume: the cursor belongs to another log: this one is read from its start');
    });
  });
}
