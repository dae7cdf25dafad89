/** The second half of the bench: the archive's throughput and the logs' latency, on each log that runs here. */
import { fileURLToPath } from 'node:url';
import type { RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import type { Options } from '../options.js';
import type { Plan } from '../plan.js';
import type { Progress } from '../rounds.js';
import type { Stage } from '../stage.js';
import { startArchive } from '../targets/archive.js';
import { OwnedProcess } from '../targets/owned-process.js';
import { freshLog, openKafka, openPostgres } from '../targets/servers.js';
import { appendBacklog, watchArchive } from './archive-throughput.js';
import type { ArchiveThroughput } from './archive-throughput.js';
import type { LatencyOrder, LatencyResult } from './log-latency.js';
import { openEventLog } from './open-event-log.js';
import type { LogAddress } from './open-event-log.js';

export interface LogPart {
  readonly kind: LogAddress['kind'];
  readonly archive?: ArchiveThroughput;
  readonly latency?: LatencyResult;
}

/** On servers of their own, started fresh: nothing else runs meanwhile. */
export async function measureLogs(
  stage: Stage,
  options: Options,
  plan: Plan,
  progress: Progress,
): Promise<readonly LogPart[]> {
  const server = await openPostgres(stage);
  const kafka = await openKafka(stage);
  const results: LogPart[] = [];
  for (const address of [await freshLog(server), ...(kafka ? [kafka] : [])]) {
    const { kind } = address;
    const latency = options.parts.includes('log') ? await measureLatency(stage, address, plan) : undefined;
    if (latency) progress(`${kind} log: published → consumed p50 ${latency.consumedMs.p50.toFixed(2)} ms`);
    const archive = options.parts.includes('archive')
      ? await measureArchive(stage, server, address, plan)
      : undefined;
    if (archive) progress(`${kind} log: archive consumed ${Math.round(archive.eventsPerS)} events/s`);
    results.push({ kind, ...(archive && { archive }), ...(latency && { latency }) });
  }
  return results;
}

async function measureLatency(stage: Stage, address: LogAddress, plan: Plan): Promise<LatencyResult> {
  const args = [fileURLToPath(new URL('log-latency.js', import.meta.url))];
  const name = `log-latency-${address.kind}`;
  const process = new OwnedProcess({
    name,
    core: 1,
    command: globalThis.process.execPath,
    args,
    folder: stage.folder,
  });
  try {
    const order: LatencyOrder = { address, messages: plan.logMessages, messagesPerS: plan.logMessagesPerS };
    process.send(order);
    return await process.message<LatencyResult>('result');
  } finally {
    await process.stop();
  }
}

async function measureArchive(
  stage: Stage,
  server: RunningPostgres,
  address: LogAddress,
  plan: Plan,
): Promise<ArchiveThroughput> {
  const log = openEventLog(address);
  try {
    await log.ensureTopics();
    await appendBacklog(log, plan.archiveEvents);
    const archive = await startArchive(stage, { server, address, core: 1 });
    try {
      return await watchArchive(log, archive.pid);
    } finally {
      await archive.stop();
    }
  } finally {
    await log.close();
  }
}
