/** Every metric of every service, as it is registered at a real start, has only labels that anybody may see. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { anomalyDetection } from '@sallyport/anomaly-detection/anomaly-detection.module';
import { approval } from '@sallyport/approval/approval.module';
import { isMetricLabel } from '@sallyport/contracts/metric-labels';
import { gateway } from '@sallyport/gateway/gateway.module';
import { maskingAudit } from '@sallyport/masking-audit/masking-audit.module';
import { fullShape } from '@sallyport/service-kit/service/read-environment';
import { startService, type RunningService } from '@sallyport/service-kit/service/start-service';
import type { ServiceDefinition } from '@sallyport/service-kit/service/service-definition';
import { labelNamesOf } from '@sallyport/service-kit/telemetry/metrics';
import { sessionArchive } from '@sallyport/session-archive/session-archive.module';
import { freshDatabase } from '@sallyport/testkit/infrastructure/fresh-database';
import { startPostgres, type RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import { policyText } from '../../harness/policy-text.js';

/** Nothing that matters is in flight: what does not stop in this time is let go. */
const drainMsMax = 1_000;
/** Asked of nobody here: the keys of an issuer are fetched when a token comes. */
const nowhere = 'http://127.0.0.1:1';

let folder: string;
let postgres: RunningPostgres;
let given: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-metric-labels-'));
  postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), durability: 'none' });
  const policyFile = path.join(folder, 'sallyport.yaml');
  writeFileSync(policyFile, policyText({ issuer: nowhere, connections: { sample: nowhere } }));
  vi.stubEnv('UPSTREAM_KEY', 'a credential');
  const { url } = await freshDatabase(postgres);
  given = {
    DATABASE_URL: url,
    SALLYPORT_CONFIG: policyFile,
    SALLYPORT_SPOOL_DIR: path.join(folder, 'spool'),
  };
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await postgres.destroy();
  rmSync(folder, { recursive: true, force: true });
});

function start<Shape extends z.ZodRawShape>(definition: ServiceDefinition<Shape>): Promise<RunningService> {
  const known = Object.entries(given).filter(([name]) => name in fullShape(definition));
  return startService(definition, {
    source: Object.fromEntries(known),
    send: () => undefined,
    signal: new AbortController().signal,
    opened: () => undefined,
    failed: () => undefined,
    log: pino({ level: 'silent' }),
  });
}

/** Each with a metric of its own, to know that its registry was the one that was looked at. */
const services: readonly (readonly [string, string, () => Promise<RunningService>])[] = [
  ['approval', 'sallyport_traffic_events_total', () => start(approval)],
  ['masking-audit', 'sallyport_traffic_events_total', () => start(maskingAudit)],
  ['anomaly-detection', 'sallyport_traffic_events_total', () => start(anomalyDetection)],
  ['session-archive', 'sallyport_consume_events_total', () => start(sessionArchive())],
  ['gateway', 'sallyport_gateway_requests_total', () => start(gateway)],
];

describe.each(services)('the metrics of %s', (_name, own, open) => {
  it('have only labels that anybody may see', async () => {
    const service = await open();
    try {
      const labels = service.metrics
        .getMetricsAsArray()
        .flatMap((metric) => labelNamesOf(metric).map((label) => `${metric.name}: ${label}`));
      expect(labels.filter((label) => label.startsWith(own))).not.toEqual([]);
      const shown = (await service.metrics.getMetricsAsJSON()).flatMap((metric) =>
        metric.values.flatMap(({ labels: carried }) =>
          Object.keys(carried).map((label) => `${metric.name}: ${label}`),
        ),
      );
      // The bounds of a histogram and of a summary, which Prometheus's format names itself.
      const judged = [...labels, ...shown].filter((label) => !/: (?:le|quantile)$/u.test(label));
      expect(judged.filter((label) => !isMetricLabel(label.replace(/^.*: /u, '')))).toEqual([]);
    } finally {
      await service.parts.stop(AbortSignal.timeout(drainMsMax));
    }
  });
});
