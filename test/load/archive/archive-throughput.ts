/** Event → archive: the archive alone on core 1 works off a backlog; log and database are on core 0. */
import { setTimeout as pause } from 'node:timers/promises';
import type { EventLog, LogMessage } from '@sallyport/service-kit/event-log/event-log';
import { coresBusy, readCores } from '../measure/cores.js';
import { trafficTopic } from '../measure/recorded.js';
import { cpuByRole, readThreads, residentBytes } from '../measure/thread-cpu.js';
import { recordedExchanges } from './recorded-exchanges.js';

const group = 'session-archive';
const APPEND_MESSAGES = 500; // About 1 MB: what a gateway under load ships at once.
const POLL_MS = 50; // Fine against seconds of work, and coarse enough not to burden the log.
const SETTLED_SHARE = 0.15; // Consumed before measuring begins: first batches, plans and compiled code.
const MEASURED_SHARE = 0.95; // Where measuring ends: before partitions run dry one after the other.
const WORK_MS_MAX = 60_000;

export interface ArchiveThroughput {
  readonly events: number;
  readonly eventsPerS: number;
  /** CPU microseconds per event by thread role, `all` their sum. */
  readonly cpuUs: Readonly<Record<string, number>>;
  readonly cores: readonly number[];
  readonly residentMib: number;
}

/** Appends the backlog that the archive will find. */
export async function appendBacklog(log: EventLog, events: number): Promise<void> {
  let batch: LogMessage[] = [];
  for (const message of recordedExchanges(events / 2)) {
    batch.push(message);
    if (batch.length === APPEND_MESSAGES) {
      await log.append(trafficTopic, batch);
      batch = [];
    }
  }
  if (batch.length > 0) await log.append(trafficTopic, batch);
}

async function consumedSoFar(log: EventLog): Promise<{ readonly consumed: number; readonly end: number }> {
  const lags = await log.lag(group, trafficTopic);
  return {
    consumed: lags.reduce((sum, { position }) => sum + position, 0),
    end: lags.reduce((sum, { end }) => sum + end, 0),
  };
}

/** Watches the archive, which has just been started, until it has consumed the whole log. */
export async function watchArchive(log: EventLog, pid: number): Promise<ArchiveThroughput> {
  const look = async () => ({
    ...(await consumedSoFar(log)),
    atMs: performance.now(),
    threads: readThreads([pid]),
    cores: readCores(),
  });
  const giveUpMs = performance.now() + WORK_MS_MAX;
  let first = await look();
  let last = first;
  for (let now = first; now.consumed < now.end; now = await look()) {
    if (now.consumed < now.end * SETTLED_SHARE) first = now;
    if (now.consumed <= now.end * MEASURED_SHARE) last = now;
    if (performance.now() > giveUpMs)
      throw new Error(`the archive consumed ${now.consumed} of ${now.end} events in ${WORK_MS_MAX} ms`);
    await pause(POLL_MS);
  }
  const events = last.consumed - first.consumed;
  if (events <= 0)
    throw new Error('the archive was done before it could be watched: a longer backlog is needed');
  const cpu = [...cpuByRole(first.threads, last.threads)].map(
    ([role, ns]) => [role, ns / 1000 / events] as const,
  );
  return {
    events,
    eventsPerS: (events * 1000) / (last.atMs - first.atMs),
    cpuUs: { ...Object.fromEntries(cpu), all: cpu.reduce((sum, [, us]) => sum + us, 0) },
    cores: coresBusy(first.cores, last.cores),
    residentMib: residentBytes([pid]) / 2 ** 20,
  };
}
