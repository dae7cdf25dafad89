import { leafHash } from '@sallyport/recording/leaf-hash';
import { sequenceGaps } from '@sallyport/recording/sequence-gaps';
import { hash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientOf } from '../consume/archive-handler.js';
import { archiveDatabase } from '../fixtures/archive-database.js';
import type { ArchiveDatabase } from '../fixtures/archive-database.js';
import { Traffic } from '../fixtures/traffic.js';
import { excessPrivileges } from './append-only-part.js';
import { appendEvents, StaleOwnerError } from './append-events.js';
import type { ReadEvent } from './append-events.js';
import { readPayloads } from './read-payloads.js';
import { recordsAfter } from './read-records.js';
import { findSession } from './read-sessions.js';
import { readGaps, readHeads, readProducers } from './read-status.js';

let archive: ArchiveDatabase;
beforeAll(async () => {
  archive = await archiveDatabase();
}, 60_000);
afterAll(() => archive[Symbol.asyncDispose](), 60_000);
beforeEach(async () => {
  await archive.owner.query(
    `ALTER TABLE traffic_log DISABLE TRIGGER USER; ALTER TABLE logs DISABLE TRIGGER USER;
     DELETE FROM traffic_log; DELETE FROM payloads; DELETE FROM sessions; DELETE FROM producers; DELETE FROM open_requests;
     UPDATE logs SET size = 0, epoch = 0;
     ALTER TABLE traffic_log ENABLE TRIGGER USER; ALTER TABLE logs ENABLE TRIGGER USER`,
  );
});

const inTransaction = <Result>(work: (client: ClientBase) => Promise<Result>): Promise<Result> =>
  archive.runtime.transaction(async (tx) => work(await clientOf(tx)));
const append = (partition: number, events: readonly ReadEvent[], epoch = 1): Promise<number> =>
  inTransaction((client) => appendEvents(client, { partition, epoch }, events));

describe('the log', () => {
  it('holds the exact bytes of each record with its leaf hash, at positions without gaps from 0', async () => {
    const traffic = new Traffic();
    const id = traffic.requestId();
    const events = [traffic.received('s', id, 'hello'), traffic.completed('s', id, 'world')];
    await append(3, events.slice(0, 1));
    await append(3, events.slice(1));
    const { rows } = await archive.owner.query<{
      position: string;
      record: Buffer;
      leaf_hash: Buffer;
      event_id: string;
    }>('SELECT position, record, leaf_hash, event_id FROM traffic_log WHERE partition = 3 ORDER BY position');
    expect(rows.map((row) => row.position)).toEqual(['0', '1']);
    rows.forEach((row, index) => {
      const bytes = events[index]?.event.recordBytes ?? new Uint8Array();
      expect(row.event_id).toBe(events[index]?.facts.id);
      expect(row.record.equals(bytes)).toBe(true);
      expect(row.leaf_hash).toEqual(hash('sha256', Buffer.concat([Buffer.of(0), bytes]), 'buffer'));
      expect(row.leaf_hash).toEqual(leafHash(bytes));
    });
    expect((await readHeads(archive.runtime))[3]).toEqual({ partition: 3, size: 2, epoch: 1 });
  });

  it('takes an event once, also when a lost inbox brings it again, and counts it once', async () => {
    const traffic = new Traffic();
    const first = traffic.received('s', traffic.requestId(), 'a');
    const second = traffic.received('s', traffic.requestId(), 'b');
    await append(0, [first]);
    expect(await append(0, [first, second, second])).toBe(1);
    expect(await append(0, [first, second])).toBe(0);
    const records = await recordsAfter(archive.runtime, { partition: 0, position: -1 }, {}, 10);
    expect(records.map(({ cursor, position }) => [cursor.id, position])).toEqual([
      [first.facts.id, 0],
      [second.facts.id, 1],
    ]);
    expect((await findSession(archive.runtime, 's'))?.view.requests).toBe(2);
  });

  it('leaves nothing behind when the transaction fails', async () => {
    const traffic = new Traffic();
    const failing = inTransaction(async (client) => {
      await appendEvents(client, { partition: 1, epoch: 1 }, [
        traffic.received('s', traffic.requestId(), 'a'),
      ]);
      throw new Error('crash');
    });
    await expect(failing).rejects.toThrow('crash');
    expect((await readHeads(archive.runtime))[1]?.size).toBe(0);
    expect(await findSession(archive.runtime, 's')).toBeUndefined();
    await append(1, [traffic.received('s', traffic.requestId())]);
    expect((await recordsAfter(archive.runtime, { partition: 1, position: -1 }, {}, 10))[0]?.position).toBe(
      0,
    );
  });

  it('refuses an owner of a former epoch, and lets two owners never write at the same position', async () => {
    const traffic = new Traffic();
    await append(2, [traffic.received('s', traffic.requestId())], 5);
    await expect(append(2, [traffic.received('s', traffic.requestId())], 4)).rejects.toThrow(StaleOwnerError);
    const batches = Array.from({ length: 8 }, () => [traffic.received('s', traffic.requestId())]);
    await Promise.all(batches.map((batch, index) => append(2, batch, 5 + (index % 2)).catch(() => 0)));
    const records = await recordsAfter(archive.runtime, { partition: 2, position: -1 }, {}, 100);
    expect(records.map(({ position }) => position)).toEqual(records.map((_, index) => index));
    expect((await readHeads(archive.runtime))[2]?.size).toBe(records.length);
  });

  it('searches text without NUL, and keeps it in the record', async () => {
    const traffic = new Traffic();
    await append(0, [traffic.received('s', traffic.requestId(), '', 'mal\0lory')]);
    const [record] = await recordsAfter(
      archive.runtime,
      { partition: 0, position: -1 },
      { identity: 'mal\ufffdlory' },
      1,
    );
    expect(record?.record.envelope?.identity?.subject).toBe('mal\0lory');
  });
});

describe('the rights of the role it runs as', () => {
  it.each([
    'UPDATE traffic_log SET type = 0',
    'DELETE FROM traffic_log',
    'TRUNCATE traffic_log',
    'DELETE FROM payloads',
    'UPDATE payloads SET kind = 0',
    'TRUNCATE payloads',
    'DELETE FROM traffic_log_0',
    'DROP TABLE traffic_log_0',
  ])('refuse: %s', async (statement) => {
    await expect(archive.runtime.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('lets the fence against a former owner only rise', async () => {
    await append(0, [new Traffic().received('s', new Traffic().requestId())], 7);
    const lower = 'UPDATE logs SET epoch = 0';
    const refusal = { code: '42501', message: 'the epoch of a log only rises' };
    await expect(archive.runtime.query(lower)).rejects.toMatchObject(refusal);
    await expect(archive.owner.query(lower)).rejects.toMatchObject(refusal);
    expect((await readHeads(archive.runtime))[0]).toMatchObject({ epoch: 7 });
    await append(0, [new Traffic().received('s', new Traffic().requestId())], 8);
  });

  it('hold nothing besides adding and reading, and the owner is stopped by triggers', async () => {
    expect(await excessPrivileges(archive.runtime)).toEqual([]);
    await append(0, [new Traffic().received('s', new Traffic().requestId())]);
    for (const statement of [
      'UPDATE traffic_log SET type = 0',
      'DELETE FROM traffic_log_0',
      'TRUNCATE traffic_log_0',
      'TRUNCATE traffic_log',
    ]) {
      await expect(archive.owner.query(statement)).rejects.toThrow('append-only');
    }
  });
});

describe('what follows from the log', () => {
  it('payloads are kept once by digest', async () => {
    const traffic = new Traffic();
    const one = traffic.received('s', traffic.requestId(), 'same');
    const other = traffic.received('s', traffic.requestId(), 'same');
    await append(0, [one, other]);
    await append(1, [traffic.received('t', traffic.requestId(), 'same')]);
    const { rows } = await archive.owner.query<{ count: string }>('SELECT count(*) FROM payloads');
    expect(rows[0]?.count).toBe('2');
    const ref =
      one.event.record.body?.$case === 'requestReceived'
        ? one.event.record.body.value.body?.inline
        : undefined;
    const find = await readPayloads(archive.runtime, ref === undefined ? [] : [ref]);
    expect(ref && Buffer.from(find(ref) ?? []).toString()).toBe('same');
  });

  it('sessions are counted over batches and connections', async () => {
    const traffic = new Traffic();
    const [a, b, c] = [traffic.requestId(), traffic.requestId(), traffic.requestId()];
    await append(0, [
      traffic.received('s', a),
      traffic.completed('s', a),
      traffic.received('s', b, '', 'alice', 'warehouse'),
    ]);
    await append(0, [traffic.refused('s', c), traffic.alive()]);
    const session = await findSession(archive.runtime, 's');
    expect(session?.view).toMatchObject({
      identity: { subject: 'alice' },
      agents: ['planner'],
      connections: ['openai', 'warehouse'],
      events: 4,
      requests: 3,
      allowed: 2,
      refused: 1,
      completed: 1,
    });
    expect(await findSession(archive.runtime, 'replica:gateway-1')).toBeUndefined();
  });

  it('names what is missing of a producer, over all logs, as the pure function does', async () => {
    const traffic = new Traffic();
    const events = Array.from({ length: 30 }, () => traffic.received('s', traffic.requestId()));
    const arrived = events.filter((_, index) => ![0, 7, 8, 20].includes(index));
    await append(
      0,
      arrived.filter((_, index) => index % 2 === 0),
    );
    await append(
      1,
      arrived.filter((_, index) => index % 2 === 1),
    );
    const [producer] = await readProducers(archive.runtime);
    expect(producer).toMatchObject({ replica: 'gateway-1', events: 26, sequenceMax: 30, missing: 4 });
    const gaps = await readGaps(archive.runtime, 'gateway-1', 'boot-1');
    expect(gaps).toEqual(sequenceGaps(arrived.map(({ facts }) => facts)));
    expect(gaps).toHaveLength(3);
  });
});
