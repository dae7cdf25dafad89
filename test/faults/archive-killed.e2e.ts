/** Archives are killed at random moments, also between effects and cursor, and replaced: every event is archived exactly once. */
import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeEvent, encodeEvent, EventRecord, makePayload } from '@sallyport/contracts/event-codec';
import {
  ApprovalVoted,
  VoteChannel,
  VoteChoice,
} from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import { PayloadKind } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import { uuidV7Generator } from '@sallyport/contracts/uuid-v7';
import type { LogMessage } from '@sallyport/service-kit/event-log/event-log';
import { EmbeddedEventLog } from '@sallyport/service-kit/event-log/embedded/embedded-event-log';
import { ArchiveReader } from '../harness/archive-reader.js';
import { longForm } from '../harness/long-form.js';
import { seed, seededRandom } from '../harness/seeded.js';
import { startSystem, type System } from '../harness/system.js';
import { until } from '../harness/until.js';
import { recordedExchanges } from '../load/archive/recorded-exchanges.js';

const kills = longForm ? 30 : 4;
const exchanges = longForm ? 20_000 : 4_000;
/** Between the start of a replica and its death: from before it joined the group to well within its work. */
const lifeMsMax = 1_500;
const batchMessages = 100;
/** One of so many events is voted on. */
const votedEvery = 20;

let system: System;
let log: EmbeddedEventLog;
let database: Client;

/** Looks at the archive's tables; a restart of the database breaks the connection. */
async function openDatabase(): Promise<void> {
  database = new Client({ connectionString: system.databaseUrl, options: '-c search_path=session_archive' });
  database.on('error', () => undefined);
  await database.connect();
}

beforeAll(async () => {
  system = await startSystem({
    log: 'embedded',
    replicas: { 'session-archive': 2 },
    policy: { connections: { echo: 'http://127.0.0.1:9' } },
  });
  log = new EmbeddedEventLog({ databaseUrl: system.databaseUrl });
  await openDatabase();
});

afterAll(async () => {
  await database.end();
  await log.close();
  await system.stop();
});

/** Votes on some of the requests, as the approval service sends them: in the sessions of the requests. */
function* votes(exchanged: readonly LogMessage[], every: number): Generator<LogMessage> {
  const newId = uuidV7Generator();
  let sequence = 0;
  for (let at = 0; at < exchanged.length; at += every) {
    const { key = '' } = exchanged[at] ?? {};
    const nowMs = Date.now();
    const { ref, payload } = makePayload(PayloadKind.REASON, Buffer.from(`reason ${at}`));
    const value = ApprovalVoted.fromPartial({
      ...{ approvalId: newId(nowMs), choice: VoteChoice.APPROVE, channel: VoteChannel.REST, reason: ref },
    });
    const record = EventRecord.fromPartial({
      envelope: {
        ...{ id: newId(nowMs), timeUs: nowMs * 1000, schemaVersion: 1, session: key },
        producer: { replica: 'approval', bootEpoch: 'ledger', sequence: ++sequence },
      },
    });
    const body = { $case: 'approvalVoted' as const, value };
    yield { key, value: encodeEvent({ ...record, body }, [payload]), headers: {} };
  }
}

async function archived(): Promise<number> {
  const { rows } = await database.query<{ count: string }>('SELECT count(*) FROM traffic_log');
  return Number(rows[0]?.count);
}

it(`keeps every event once over ${kills} kills (seed ${seed})`, async () => {
  const replicas = system.of('session-archive');
  const exchanged: readonly LogMessage[] = [...recordedExchanges(exchanges)];
  const voted: readonly LogMessage[] = [...votes(exchanged, votedEvery)];
  // A session's votes are in a log of their own, which is read behind that of its traffic.
  const messages = [...exchanged, ...voted];
  let appended = 0;
  const producing = (async () => {
    for (; appended < exchanged.length; appended += batchMessages) {
      await log.append('sallyport.traffic.v1', exchanged.slice(appended, appended + batchMessages));
      const from = appended / votedEvery;
      await log.append('sallyport.decisions.v1', voted.slice(from, from + batchMessages / votedEvery));
    }
  })();
  const next = seededRandom();
  for (let kill = 0; kill < kills; kill++) {
    await pause(next() * lifeMsMax); // the random moment of the kill
    await replicas[kill % 2]?.restart('SIGKILL');
  }
  await producing;
  await replicas[0]?.signal('SIGKILL');
  await until('the other replica to have archived everything', 60_000, async () => {
    return (await archived()) >= messages.length;
  });

  const { rows } = await database.query<{
    partition: number;
    position: string;
    record: Buffer;
    leaf_hash: Buffer;
  }>('SELECT partition, position, record, leaf_hash FROM traffic_log ORDER BY partition, position');
  const nextPosition = new Map<number, number>();
  for (const { partition, position } of rows) {
    expect(Number(position)).toBe(nextPosition.get(partition) ?? 0);
    nextPosition.set(partition, Number(position) + 1);
  }
  const heads = await database.query<{ partition: number; size: string }>(
    'SELECT partition, size FROM logs WHERE size > 0',
  );
  expect(new Map(heads.rows.map((row) => [row.partition, Number(row.size)]))).toEqual(nextPosition);
  for (const { record, leaf_hash } of rows) {
    expect(leaf_hash.equals(hash('sha256', Buffer.concat([Buffer.of(0), record]), 'buffer'))).toBe(true);
  }

  const bySession = (
    records: readonly Uint8Array[],
    session: (at: number) => string,
  ): Map<string, string[]> => {
    const sessions = new Map<string, string[]>();
    records.forEach((record, at) => {
      const list = sessions.get(session(at)) ?? [];
      list.push(hash('sha256', record, 'base64'));
      sessions.set(session(at), list);
    });
    return sessions;
  };
  const sent = messages.map(({ value }) => decodeEvent(value));
  const found = await database.query<{ session: string }>(
    'SELECT session FROM traffic_log ORDER BY partition, position',
  );
  expect(
    bySession(
      rows.map(({ record }) => record),
      (at) => found.rows[at]?.session ?? '',
    ),
  ).toEqual(
    bySession(
      sent.map(({ recordBytes }) => recordBytes),
      (at) => sent[at]?.record.envelope?.session ?? '',
    ),
  );
  const payloads = new Set(
    sent.flatMap((event) => event.payloads.map(({ sha256 }) => sha256.toString('hex'))),
  );
  const kept = await database.query<{ count: string }>('SELECT count(*) FROM payloads');
  expect(Number(kept.rows[0]?.count)).toBe(payloads.size);
  const counted = await database.query<{ sum: string }>('SELECT sum(events) FROM sessions');
  expect(Number(counted.rows[0]?.sum)).toBe(messages.length);

  const reader = new ArchiveReader(replicas[1]?.addresses.admin ?? '', () =>
    system.identityProvider.token('auditor'),
  );
  const status = await reader.json<{ producers: { missing: number; events: number }[] }>('/v1/status');
  expect(status.producers.map(({ missing }) => missing)).toEqual(status.producers.map(() => 0));
});

it('keeps every event once when an archive dies between its effects and their commit', async () => {
  const replicas = system.of('session-archive');
  for (const replica of replicas) if (!replica.running) await replica.start();
  const messages = [...recordedExchanges(100)];
  const before = await archived();
  // The last effect of a batch waits for this lock: log, payloads and cursor are written by then, and not committed.
  await database.query(
    'BEGIN; LOCK TABLE session_archive.open_requests, session_archive.producers IN EXCLUSIVE MODE',
  );
  await log.append('sallyport.traffic.v1', messages);
  await until('archives to stand between effects and commit', 30_000, async () => {
    const { rows } = await database.query<{ count: string }>(
      `SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'sallyport-session-archive'`,
    );
    return Number(rows[0]?.count) > 0;
  });
  for (const replica of replicas) await replica.signal('SIGKILL');
  await database.query('COMMIT');
  expect(await archived()).toBe(before);
  for (const replica of replicas) await replica.start();
  await until('the batch to be archived', 30_000, async () => (await archived()) >= before + messages.length);
  expect(await archived()).toBe(before + messages.length);
});

it('goes on by itself after PostgreSQL has crashed and come back', async () => {
  const replicas = system.of('session-archive');
  const pids = replicas.map(({ pid }) => pid);
  const before = await archived();
  await system.postgres.crash();
  await system.postgres.restart();
  await openDatabase();
  const messages = [...recordedExchanges(100)];
  await until('the event log to take events again', 30_000, async () => {
    await log.append('sallyport.traffic.v1', messages);
    return true;
  });
  await until('the batch to be archived', 60_000, async () => (await archived()) >= before + messages.length);
  expect(await archived()).toBe(before + messages.length);
  expect(replicas.map(({ pid, running }) => running && pid)).toEqual(pids);
});
