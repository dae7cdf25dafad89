/** What becomes of messages that cannot be processed. */
import { randomUUID } from 'node:crypto';
import { EventMessage, EventRecord } from '@sallyport/contracts/event-codec';
import { deadLetterHeaders } from '@sallyport/service-kit/consume/dead-letter';
import { PoisonMessageError } from '@sallyport/service-kit/consume/handler';
import type { LogMessage } from '@sallyport/service-kit/event-log/event-log';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../harness/until.js';
import { collect } from './collect.js';
import { openEffects, type Effects } from './effects.js';
import type { Rig } from './rig.js';
import { event, keyOfPartition } from './sample-messages.js';

const topic = 'sallyport.traffic.v1';
/** Only waited for when something is broken; a slow machine needs some of it. */
const soonMs = 60_000;

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

export function describePoison(theRig: () => Rig): void {
  describe('the consume loop and poison', () => {
    let effects: Effects;
    beforeEach(async () => {
      effects = await openEffects(await theRig().freshDatabaseUrl());
    });
    afterEach(() => effects.close());

    it('sends poison to the dead letters with its bytes and what went wrong, and goes on with the next message', async () => {
      const log = theRig().open();
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
      await until('the next good message', soonMs, async () =>
        (await effects.appliedOf(session)).includes(b.id),
      );
      expect(await effects.appliedOf(session)).toEqual([a.id, b.id]);
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
  });
}
