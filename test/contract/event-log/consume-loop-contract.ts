/** What the consume loop promises on every log: each event takes effect once, poison goes aside, stalls are told. */
import { randomUUID } from 'node:crypto';
import { EventMessage, EventRecord } from '@sallyport/contracts/event-codec';
import { applyBatch } from '@sallyport/service-kit/consume/apply-batch';
import { consumeMetrics } from '@sallyport/service-kit/consume/consume-metrics';
import { consumeTables } from '@sallyport/service-kit/consume/consume-tables';
import { deadLetterHeaders } from '@sallyport/service-kit/consume/dead-letter';
import { PoisonMessageError } from '@sallyport/service-kit/consume/handler';
import { forgetOldIds } from '@sallyport/service-kit/consume/inbox-retention';
import { takePartition } from '@sallyport/service-kit/consume/partition-cursor';
import type { EventLog, LogMessage } from '@sallyport/service-kit/event-log/event-log';
import { silentLogger } from '@sallyport/service-kit/event-log/event-log-logger';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../harness/until.js';
import { collect } from './collect.js';
import { openEffects, type Effects } from './effects.js';
import type { Rig } from './rig.js';
import { event, keyOfPartition, keysOfAllPartitions } from './sample-messages.js';

const topic = 'sallyport.traffic.v1';
const soonMs = 20_000;
const DAY_MS = 86_400_000;

/** The same event with a payload that is not what its digest says. */
function tampered(message: LogMessage): LogMessage {
  const parts = EventMessage.decode(message.value);
  const payloads = parts.payloads.map((payload) => ({ ...payload, content: Buffer.from('something else') }));
  return { ...message, value: EventMessage.encode({ record: parts.record, payloads }).finish() };
}

/** The same event naming a connection. */
function withConnection(message: LogMessage, connection: string): LogMessage {
  const { record } = EventMessage.decode(message.value);
  const changed = EventRecord.decode(record);
  if (changed.envelope !== undefined) changed.envelope.connection = connection;
  return {
    ...message,
    value: EventMessage.encode({
      record: Buffer.from(EventRecord.encode(changed).finish()),
      payloads: [],
    }).finish(),
  };
}

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

    const appliedOf = async (...sessions: readonly string[]): Promise<readonly string[]> =>
      (await effects.applied()).filter(({ session }) => sessions.includes(session)).map(({ id }) => id);

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
      await until('all events', soonMs, async () => (await appliedOf(session)).includes(closing.id));
      const wanted = [...events, closing].map(({ id }) => id);
      expect(await appliedOf(session)).toEqual(wanted);
      expect(await effects.metric('sallyport_consume_duplicates_total')).toBe(12);
      await first.stop();
      await effects.dataSource.query('UPDATE effects.consume_cursor SET next_offset = 0');
      const again = effects.loop(log);
      const last = event(session, 31);
      await log.append(topic, [last.message]);
      await until('the last event', soonMs, async () => (await appliedOf(session)).includes(last.id));
      expect(await appliedOf(session)).toEqual([...wanted, last.id]);
      expect(again.problem()).toBeUndefined();
    });

    it('sends poison to the dead letters with its bytes and what went wrong, and goes on with the next message', async () => {
      const session = keyOfPartition(topic, 5);
      const [a, rejected, refused, b, forged] = Array.from({ length: 5 }, (_, n) => event(session, n)) as [
        ReturnType<typeof event>,
        ReturnType<typeof event>,
        ReturnType<typeof event>,
        ReturnType<typeof event>,
        ReturnType<typeof event>,
      ];
      const garbage = { key: session, value: Buffer.from('not an event'), headers: { origin: 'elsewhere' } };
      const tooLong = withConnection(refused.message, 'x'.repeat(65));
      const sent = [a.message, garbage, rejected.message, tampered(forged.message), tooLong, b.message];
      const letters = await collect(log, randomUUID(), `${topic}.dlq`);
      effects.loop(log, {
        before: (_tx, events) => {
          const found = events.find((row) => row.event.record.envelope?.id === rejected.id);
          if (found !== undefined) return Promise.reject(new PoisonMessageError(found.message.offset, 'no'));
          return Promise.resolve();
        },
      });
      await log.append(topic, sent);
      await until('the next good message', soonMs, async () => (await appliedOf(session)).includes(b.id));
      expect(await appliedOf(session)).toEqual([a.id, b.id]);
      const own = (): typeof letters.messages =>
        letters.messages.filter(({ headers }) => headers[deadLetterHeaders.group] === effects.group);
      await until('the dead letters', soonMs, () => own().filter(({ key }) => key === session).length >= 4);
      const byCode = new Map(
        own()
          .filter(({ key }) => key === session)
          .map((letter) => [letter.headers[deadLetterHeaders.code], letter]),
      );
      const wanted = {
        UNREADABLE: garbage,
        REJECTED: rejected.message,
        DIGEST_MISMATCH: sent[3],
        DATA_REFUSED: tooLong,
      };
      expect([...byCode.keys()].sort()).toEqual(Object.keys(wanted).sort());
      const offsets = new Set<number>();
      for (const [code, original] of Object.entries(wanted)) {
        const letter = byCode.get(code);
        expect(Buffer.from(letter?.value ?? []).equals(original?.value ?? Buffer.alloc(0))).toBe(true);
        expect(letter?.headers).toMatchObject({
          ...original?.headers,
          [deadLetterHeaders.topic]: topic,
          [deadLetterHeaders.partition]: '5',
        });
        offsets.add(Number(letter?.headers[deadLetterHeaders.offset]));
      }
      expect(offsets.size).toBe(4);
      expect(await effects.metric('sallyport_consume_poison_total')).toBe(4);
      await letters.consumer.stop();
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
      await until('all events', soonMs, async () => (await appliedOf(session)).length === 5);
      expect(await appliedOf(session)).toEqual(events.map(({ id }) => id));
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
      const count = async (): Promise<number> => (await appliedOf(...sessions)).length;
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
      const former = await takePartition(dataSource, tables, key);
      await takePartition(dataSource, tables, key);
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
      const owned = { topic, partition: 0, epoch: former.epoch, position: former.nextOffset } as const;
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
        await until('the event', soonMs, async () => (await appliedOf(session)).includes(id));
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
      expect(await until('the event', soonMs, async () => (await appliedOf(session)).length)).toBe(1);
    });
  });
}
