/** `sallyport status`: whether the services are ready, and how far the archive is. */
import type { Colours } from '../render/colours.js';
import { table } from '../render/table.js';
import { durationText } from '../render/duration.js';
import { safeLine } from '../render/safe-text.js';
import { Archive } from '../system/archive.js';
import type { RunFile } from '../system/run-file.js';
import { printJson, systemOf, type CommandContext, type ReadOptions } from './context.js';

interface ArchiveStatus {
  readonly replica: string;
  readonly eventLog: { readonly kind: string; readonly reachable: boolean };
  readonly logs: readonly {
    readonly id: string;
    readonly size: number;
    readonly lag?: number;
    readonly mine: boolean;
  }[];
  /** One for each boot of each replica, the latest seen first. */
  readonly producers: readonly Producer[];
}

interface Producer {
  readonly id: string;
  readonly replica: string;
  readonly silentMs: number;
  readonly stopped: boolean;
  readonly events: number;
  readonly missing: number;
}

interface ServiceStatus {
  readonly id: string;
  readonly kind: 'service';
  readonly ready: boolean;
  readonly url: string;
  readonly pid: number;
}

/** A ready service answers at once. */
const readyMsMax = 3_000;

async function serviceStatus(id: string, { url, pid }: RunFile['services'][string]): Promise<ServiceStatus> {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(readyMsMax) }).catch(
    () => undefined,
  );
  await answer?.body?.cancel();
  return { id, kind: 'service', ready: answer?.ok === true, url, pid };
}

/** The latest boot of each replica, and of the earlier ones those of which something is missing. */
function worthShowing(producers: readonly Producer[]): readonly (Producer & { readonly latest: boolean })[] {
  const seen = new Set<string>();
  return producers
    .map((producer) => {
      const latest = !seen.has(producer.replica);
      seen.add(producer.replica);
      return { ...producer, latest };
    })
    .filter(({ latest, missing }) => latest || missing > 0);
}

function standing({ eventLog, logs }: ArchiveStatus, { good, waiting }: Colours): string {
  if (!eventLog.reachable) return waiting('whether more are waiting cannot be known without the event log');
  const behind = logs.reduce((sum, { lag = 0 }) => sum + lag, 0);
  return behind === 0 ? good('up to date') : waiting(`${behind} behind`);
}

async function printArchive(archive: ArchiveStatus, { colours, print }: CommandContext): Promise<void> {
  const { good, bad } = colours;
  const reach = archive.eventLog.reachable ? good('reachable') : bad('not reachable');
  const stored = archive.logs.reduce((sum, { size }) => sum + size, 0);
  await print(`Event log ${safeLine(archive.eventLog.kind)}: ${reach}`);
  await print(`Archive: ${stored} events, ${standing(archive, colours)}\n`);
  const rows = worthShowing(archive.producers).map((producer) => [
    `${safeLine(producer.replica)}${producer.latest ? '' : ' (an earlier start)'}`,
    producer.stopped ? 'stopped' : `${durationText(producer.silentMs)} ago`,
    String(producer.events),
    producer.missing === 0 ? good('none') : bad(String(producer.missing)),
  ]);
  await print(table(['PRODUCER', 'LAST SEEN', 'EVENTS', 'MISSING'], rows, colours));
}

export async function status(context: CommandContext, options: ReadOptions): Promise<void> {
  const system = systemOf(context, options);
  const entries = Object.entries(system.local?.services ?? {});
  const services = await Promise.all(entries.map(([name, entry]) => serviceStatus(name, entry)));
  const { colours, print, signal } = context;
  // Before the archive is asked: what runs is worth knowing most when the archive does not answer.
  if (options.json !== true && services.length > 0) {
    const { good, bad } = colours;
    const rows = services.map(({ id, ready, url }) => [id, ready ? good('ready') : bad('not ready'), url]);
    await print(`${table(['SERVICE', 'STATE', 'ADMIN'], rows, colours)}\n`);
  }
  const archive = await new Archive(system, signal).one<ArchiveStatus>('/v1/status');
  if (options.json !== true) {
    await printArchive(archive, context);
    return;
  }
  await printJson(context, [
    ...services,
    ...archive.logs.map((log) => ({ ...log, kind: 'log' })),
    ...archive.producers.map((producer) => ({ ...producer, kind: 'producer' })),
  ]);
}
