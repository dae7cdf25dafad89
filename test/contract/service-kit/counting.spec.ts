/** The services that only count: each event once, by type, over two replicas, a kill and a repeated delivery. */
import path from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeEvent, EventRecord } from '@sallyport/contracts/event-codec';
import { uuidV7Generator } from '@sallyport/contracts/uuid-v7';
import type { EventLog, LogMessage } from '@sallyport/service-kit/event-log/event-log';
import { silentLogger } from '@sallyport/service-kit/event-log/event-log-logger';
import { openEventLog } from '@sallyport/service-kit/service/open-event-log';
import type { Status } from '@sallyport/service-kit/traffic-count/status';
import { freshDatabase, type FreshDatabase } from '@sallyport/testkit/infrastructure/fresh-database';
import { startPostgres, type RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import { root } from '../../harness/service-process.js';
import { until } from '../../harness/until.js';
import { Child } from './child.js';

const newId = uuidV7Generator();
/** A batch is read, written and shown within this time, also after a dead member's partitions were taken over. */
const arrivalMsMax = 40_000;

let folder: string;
let postgres: RunningPostgres;
let database: FreshDatabase;
let eventLog: EventLog;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-counting-'));
  postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), durability: 'none' });
});

beforeEach(async () => {
  database = await freshDatabase(postgres);
  eventLog = await openEventLog({ kind: 'embedded', databaseUrl: database.url }, silentLogger);
  await eventLog.ensureTopics();
});

afterEach(async () => {
  await eventLog.close();
  await database.drop();
});

afterAll(async () => {
  await postgres.destroy();
  rmSync(folder, { recursive: true, force: true });
});

function messageOf(session: string, body: NonNullable<EventRecord['body']>): LogMessage {
  const producer = { replica: 'test', bootEpoch: randomUUID(), sequence: 1 };
  const now = Date.now();
  const record = EventRecord.fromPartial({
    envelope: { id: newId(now), timeUs: now * 1000, schemaVersion: 1, session, producer },
    body,
  });
  return { key: session, value: encodeEvent(record, []), headers: {} };
}

/** Two events of each of `count` sessions. */
function traffic(count: number): readonly LogMessage[] {
  return Array.from({ length: count }, (_, index) => [
    messageOf(`session-${index}`, {
      $case: 'replicaAlive',
      value: { intervalMs: 1, stopping: false, openRequests: 0 },
    }),
    messageOf(`session-${index}`, { $case: 'sessionStarted', value: { claimedSession: '' } }),
  ]).flat();
}

async function statusOf(child: Child): Promise<Status> {
  const answer = await fetch(`${await child.admin()}/v1/status`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Status;
}

function counted(child: Child, each: number): Promise<Status> {
  return until(`${each} events of each type`, arrivalMsMax, async () => {
    const status = await statusOf(child);
    return status.counts['sessionStarted'] === each && status.lag === 0 ? status : undefined;
  });
}

describe.each(['approval', 'masking-audit', 'anomaly-detection'])('%s', (service) => {
  it('counts each event once, shows its lag, and goes on after a kill', async () => {
    const start = (replica: string): Child =>
      new Child(path.join(root, 'services', service, 'dist/main.js'), {
        SALLYPORT_REPLICA: replica,
        DATABASE_URL: database.url,
      });
    using killed = start('one');
    using survivor = start('two');
    await Promise.all([killed.ready(), survivor.ready()]);

    const messages = traffic(60);
    await eventLog.append('sallyport.traffic.v1', messages.slice(0, 60));
    // Delivered twice, as a producer does that lost the answer.
    await eventLog.append('sallyport.traffic.v1', messages.slice(40, 60));
    await counted(survivor, 30);

    killed.signal('SIGKILL');
    await eventLog.append('sallyport.traffic.v1', messages.slice(60));
    const status = await counted(survivor, 60);
    expect(status.counts).toMatchObject({ replicaAlive: 60, sessionStarted: 60 });
    expect(status).toMatchObject({ service, replica: 'two', lag: 0 });
    expect(status.partitions).toHaveLength(8);

    const metrics = await (await fetch(`${await survivor.admin()}/metrics`)).text();
    expect(metrics).toMatch(/^sallyport_traffic_events_total\{event="sessionStarted",/mu);
    expect(metrics).toMatch(
      /^sallyport_consume_lag_messages\{group="[a-z-]+",topic="sallyport\.traffic\.v1",/mu,
    );
    survivor.signal('SIGTERM');
    expect(await survivor.exitCode()).toBe(0);
  });
});
