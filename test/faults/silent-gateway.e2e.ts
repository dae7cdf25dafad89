/** A gateway dies for good with a request open: the archive ends the request as unknown, whichever replica owns its log by then. */
import { EmbeddedEventLog } from '@sallyport/service-kit/event-log/embedded/embedded-event-log';
import { decodeEvent } from '@sallyport/contracts/event-codec';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ArchiveReader } from '../harness/archive-reader.js';
import { startSystem, type System } from '../harness/system.js';
import { until } from '../harness/until.js';
import { recordedExchanges } from '../load/archive/recorded-exchanges.js';

/**
 * In the place of the 40 s of production, which this test would only spend waiting. The owner of the log must have been
 * found and killed within it, also on a machine that stands still for seconds: else it ends the request itself.
 */
const silenceMs = 10_000;
let system: System;
let log: EmbeddedEventLog;

beforeAll(async () => {
  system = await startSystem({
    log: 'embedded',
    replicas: { 'session-archive': 2 },
    policy: { connections: { echo: 'http://127.0.0.1:9' } },
    env: { 'session-archive': { SALLYPORT_PRODUCER_SILENCE_MS: String(silenceMs) } },
  });
  log = new EmbeddedEventLog({ databaseUrl: system.databaseUrl });
});

afterAll(async () => {
  await log.close();
  await system.stop();
});

interface Item {
  readonly id: string;
  readonly outcome?: string;
  readonly replica: string;
  readonly supersedes?: string;
  readonly supersededBy?: string;
}

it('ends its open requests, and tells which end counts when the real one comes after all', async () => {
  const replicas = system.of('session-archive');
  const [received, completed] = [...recordedExchanges(1)];
  if (received === undefined || completed === undefined) throw new TypeError('an exchange has two events');
  const body = decodeEvent(received.value).record.body;
  const request = body?.$case === 'requestReceived' ? body.value.requestId : '';
  await log.append('sallyport.traffic.v1', [received]);
  const reader = (at: number): ArchiveReader =>
    new ArchiveReader(replicas[at]?.addresses.admin ?? '', () => system.identityProvider.token('auditor'));
  await until('the reception in the archive', 30_000, async () => {
    return (await reader(1).events({ request })).length === 1;
  });

  // The owner of the log dies too; nothing is ever sent to its heir.
  const status = await reader(0).json<{ logs: { size: number; mine: boolean }[] }>('/v1/status');
  const owner = status.logs.some(({ size, mine }) => size > 0 && mine) ? 0 : 1;
  await replicas[owner]?.signal('SIGKILL');
  const heir = 1 - owner;
  const events = await until('the unknown end', 60_000, async () => {
    const found = await reader(heir).events({ request });
    return found.length === 2 ? found : undefined;
  });
  expect(events[1]).toMatchObject({
    type: 'request.completed',
    outcome: 'unknown',
    incomplete: true,
    replica: replicas[heir]?.replica,
  });

  await log.append('sallyport.traffic.v1', [completed]);
  await until('the real end', 30_000, async () => (await reader(heir).events({ request })).length === 3);
  const replay = await reader(heir).get(`/v1/sessions/${received.key}/replay`);
  const items = (await replay.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Item);
  expect(items.map(({ outcome }) => outcome)).toEqual([undefined, 'unknown', 'answered']);
  expect(items[1]?.supersededBy).toBe(items[2]?.id);
  expect(items[2]?.supersedes).toBe(items[1]?.id);
});
