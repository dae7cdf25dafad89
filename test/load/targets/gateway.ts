/** The shipped gateway: token, policy, detectors, tool calls, metering, durable record, shipping to an event log. */
import { hash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { openEventLog } from '../archive/open-event-log.js';
import type { LogAddress } from '../archive/open-event-log.js';
import type { Stage } from '../stage.js';
import { connectionName, gatewayDocument } from './gateway-document.js';
import type { DocumentWish } from './gateway-document.js';
import { logEnvironment } from './servers.js';
import { readMetrics, startService } from './service-process.js';
import type { Target } from './target.js';
import type { TokenIssuer } from './token-issuer.js';

const CALLERS = 64; // As many as the load generator has connections: sessions spread over the log's partitions.
const SPOOL_BYTES_MAX = 512 * 1024 * 1024;
const RELOAD_MS_MAX = 10_000; // A change is taken up within a second.

export interface GatewayOrder {
  readonly row: 'gateway' | 'gateway-kafka';
  readonly address: LogAddress;
  readonly issuer: TokenIssuer;
  readonly upstreamPort: number;
  readonly document: DocumentWish;
  /** Folder for CPU profiles; absent: no profiler runs. */
  readonly profileFolder?: string;
}

export async function startGateway(stage: Stage, order: GatewayOrder): Promise<Target> {
  const { row, address, issuer, upstreamPort, profileFolder } = order;
  const document = join(stage.folder, `${row}.yaml`);
  const write = (wish: DocumentWish): string => {
    const text = gatewayDocument(issuer, upstreamPort, wish);
    writeFileSync(document, text);
    return hash('sha256', text);
  };
  write(order.document);
  const spool = join(stage.folder, `${row}-spool`);
  mkdirSync(spool);
  const log = openEventLog(address);
  stage.owns(`${row}'s log`, () => log.close());
  const gateway = await startService({
    service: 'gateway',
    replica: row,
    core: 1,
    folder: stage.folder,
    nodeArgs:
      profileFolder === undefined
        ? []
        : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`, '--cpu-prof-interval=200'],
    env: {
      ...logEnvironment(address),
      SALLYPORT_CONFIG: document,
      SALLYPORT_HTTP_PORT: '0',
      SALLYPORT_SPOOL_DIR: spool,
      SALLYPORT_SPOOL_BYTES_MAX: String(SPOOL_BYTES_MAX),
    },
  });
  stage.owns(row, () => gateway.process.stop());
  const tokens = await Promise.all(Array.from({ length: CALLERS }, (_, index) => issuer.token(index)));
  const { isJudging } = order.document;
  const { admin, http = '' } = gateway.addresses;
  return {
    row,
    port: Number(new URL(http).port),
    pathPrefix: `/${connectionName}`,
    callers: tokens.map((token) => `Authorization: Bearer ${token}\r\n`),
    pids: [gateway.process.pid],
    keepsBytes: true,
    redacts: isJudging,
    refuses: isJudging
      ? { 'word asked': 403, 'tool offered': 403, model: 403, 'tool called': 'call-removed' }
      : {},
    reload: async (wish) => untilInForce(admin, write(wish)),
    recording: {
      log,
      backlog: async () => {
        const metrics = await readMetrics(admin);
        const recorded = metrics.get('sallyport_recorded_events_total') ?? 0;
        const shipped = metrics.get('sallyport_shipped_events') ?? 0;
        return {
          unshippedEvents: recorded - shipped,
          spoolMib: (metrics.get('sallyport_spool_bytes') ?? 0) / 2 ** 20,
        };
      },
    },
  };
}

async function untilInForce(admin: string, version: string): Promise<void> {
  const giveUpMs = performance.now() + RELOAD_MS_MAX;
  for (;;) {
    const { body } = await request(`${admin}/metrics`);
    const lines = (await body.text()).split('\n');
    if (lines.some((line) => line.startsWith('sallyport_policy_in_force{') && line.includes(version))) return;
    if (performance.now() > giveUpMs) throw new Error('the gateway did not take up a changed document');
    await pause(50);
  }
}
