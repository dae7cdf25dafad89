/** The event log away under load: requests still pass, and every event arrives after, in order per session. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { kafkaAvailable } from '@sallyport/testkit/infrastructure/kafka-libraries';
import { ArchiveReader } from '../harness/archive-reader.js';
import { countArchived, kinds } from '../harness/archive-table.js';
import { longForm } from '../harness/long-form.js';
import { startLoad } from '../harness/load.js';
import { startSystem, type System } from '../harness/system.js';
import { until } from '../harness/until.js';
import { startUpstream } from '../harness/upstream.js';

/** How long the log is away: the time is what is tested. */
const awayMs = longForm ? 30_000 : 6_000;
const upstream = await startUpstream((_request, _body, response) => response.end('ok'));
const kafka = await kafkaAvailable();

afterAll(() => upstream.close());

describe.each(['embedded', 'kafka'] as const)('with the %s log', (log) => {
  let system: System | undefined;
  afterEach(() => system?.stop());

  it.skipIf(log === 'kafka' && !kafka.ok && process.env['CI'] !== 'true')(
    `passes requests while it is away for ${awayMs} ms`,
    async () => {
      system = await startSystem({
        log,
        replicas: { gateway: 1, 'session-archive': 1 },
        policy: { connections: { echo: upstream.url } },
      });
      const [gateway] = system.of('gateway');
      const [archive] = system.of('session-archive');
      if (!gateway || !archive) throw new Error('the system lacks a process');
      const prefix = `away-${log}`;
      const token = await system.identityProvider.token('agent');
      const load = startLoad({
        base: () => `${gateway.addresses.http ?? ''}/echo`,
        token,
        concurrency: 4,
        requestsMax: 40_000,
        perSecond: 200,
        prefix,
      });
      await until('the load to flow', 30_000, () => load.ended() > 100);

      await (system.kafka ?? system.postgres).crash();
      const before = load.ended();
      await pause(awayMs);
      await until('requests to have passed meanwhile', 60_000, () => load.ended() - before > awayMs / 20);
      await (system.kafka ?? system.postgres).restart();
      const { answered, failed } = await load.stop();
      expect(failed.size).toBe(0);
      expect([...load.statuses().keys()]).toEqual([200]);

      const reader = new ArchiveReader(
        archive.addresses.admin,
        async () => (await system?.identityProvider.token('auditor')) ?? '',
      );
      const databaseUrl = system.databaseUrl;
      const counts = await until('all events in the archive', 180_000, async () => {
        const found = await countArchived(databaseUrl, kinds.completed);
        return found.events >= answered.size ? found : undefined;
      });
      expect(counts).toEqual({ events: answered.size, different: answered.size });

      const all = await reader.events({ connection: 'echo' });
      const paths = new Set(all.map((event) => event['path']).filter((path) => typeof path === 'string'));
      expect([...answered.keys()].filter((path) => !paths.has(path))).toEqual([]);
      for (const [, ofSession] of Map.groupBy(all, (event) => event.session)) {
        const stored = ofSession.toSorted((one, other) => one.position - other.position);
        const sequences = stored.map((event) => event.producer.sequence);
        expect(sequences.every(Number.isSafeInteger)).toBe(true);
        expect(sequences).toEqual(sequences.toSorted((one, other) => one - other));
      }
      expect(gateway.running && archive.running).toBe(true);
    },
  );
});
