/** The outbox reaches the topic in order and at least once, whatever fails, with several replicas. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeEvent } from '@sallyport/contracts/event-codec';
import { FakeEventLog } from '@sallyport/service-kit/event-log/fake-event-log';
import { EventLogError } from '@sallyport/service-kit/event-log/event-log';
import { FakeLogStore } from '@sallyport/service-kit/event-log/fake-log-store';
import { approvalDatabase, silent } from '../fixtures/approval-database.js';
import type { ApprovalDatabase } from '../fixtures/approval-database.js';
import { ballot, deskRig } from '../fixtures/desk-rig.js';
import { requestHeld } from '../fixtures/held.js';
import { Wake } from '../store/wake.js';
import { OutboxPublisher } from './outbox-publisher.js';

let store: ApprovalDatabase;
beforeAll(async () => {
  store = await approvalDatabase();
}, 60_000);
afterAll(() => store[Symbol.asyncDispose](), 60_000);

/** Takes what it is given and then says that it did not, every second time. */
class Forgetful extends FakeEventLog {
  private calls = 0;
  override async append(...of: Parameters<FakeEventLog['append']>): Promise<void> {
    await super.append(...of);
    if (this.calls++ % 2 === 0) throw new EventLogError('UNAVAILABLE', 'no answer');
  }
}

it('loses nothing and keeps the order of a session when the log does not answer', async () => {
  const topics = new FakeLogStore();
  const replicas = [store.database, await store.open()].map((database) => {
    const eventLog = new Forgetful({ store: topics });
    const wake = new Wake(database, silent);
    return { eventLog, wake, publisher: new OutboxPublisher({ database, eventLog, wake, log: silent }) };
  });
  await replicas[0]?.eventLog.ensureTopics();
  for (const { wake, publisher } of replicas) {
    await wake.start();
    await publisher.start();
  }
  const rig = deskRig(store.database, undefined, 100);
  for (let index = 0; index < 12; index++) {
    const held = requestHeld({ body: `{"n":${index}}`, session: `s${index % 3}` });
    await rig.consume(held);
    const { body } = held.event.record;
    if (body?.$case === 'requestHeld') await rig.desk.vote(body.value.requestId, ballot('bob', 'approve'));
  }
  const left = (): Promise<{ left: number }[]> =>
    store.database.query('SELECT count(*)::int AS left FROM outbox');
  await expect.poll(left, { timeout: 20_000 }).toEqual([{ left: 0 }]);
  for (const { wake, publisher } of replicas) {
    await publisher.stop();
    await wake.stop();
  }
  const seen = new Set<string>();
  const numbers: number[] = [];
  for (const { messages } of topics.partitionsOf('sallyport.decisions.v1')) {
    const fresh = messages.filter(({ value }) => {
      const id = decodeEvent(value).record.envelope?.id ?? '';
      return !seen.has(id) && seen.add(id);
    });
    const sequences = fresh.map(({ value }) => decodeEvent(value).record.envelope?.producer?.sequence ?? 0);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    numbers.push(...sequences);
  }
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 36 }, (_one, index) => index + 1));
});
