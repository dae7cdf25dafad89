/** `sallyport status`: whether the services are ready, and how far the archive is. */
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
  readonly producers: readonly {
    readonly id: string;
    readonly replica: string;
    readonly silentMs: number;
    readonly stopped: boolean;
    readonly events: number;
    readonly missing: number;
  }[];
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

export async function status(context: CommandContext, options: ReadOptions): Promise<void> {
  const system = systemOf(context, options);
  const entries = Object.entries(system.local?.services ?? {});
  const services = await Promise.all(entries.map(([name, entry]) => serviceStatus(name, entry)));
  const archive = await new Archive(system, context.signal).one<ArchiveStatus>('/v1/status');
  if (options.json === true) {
    await printJson(context, [
      ...services,
      ...archive.logs.map((log) => ({ ...log, kind: 'log' })),
      ...archive.producers.map((producer) => ({ ...producer, kind: 'producer' })),
    ]);
    return;
  }
  const { colours, print } = context;
  const { good, bad, waiting } = colours;
  if (services.length > 0) {
    const rows = services.map(({ id, ready, url }) => [id, ready ? good('ready') : bad('not ready'), url]);
    await print(`${table(['SERVICE', 'STATE', 'ADMIN'], rows, colours)}\n`);
  }
  const stored = archive.logs.reduce((sum, { size }) => sum + size, 0);
  const behind = archive.logs.reduce((sum, { lag = 0 }) => sum + lag, 0);
  const reach = archive.eventLog.reachable ? good('reachable') : bad('not reachable');
  await print(`Event log ${safeLine(archive.eventLog.kind)}: ${reach}`);
  await print(
    `Archive: ${stored} events, ${behind === 0 ? good('up to date') : waiting(`${behind} behind`)}\n`,
  );
  const rows = archive.producers.map(({ replica, silentMs, stopped, events, missing }) => [
    safeLine(replica),
    stopped ? 'stopped' : `${durationText(silentMs)} ago`,
    String(events),
    missing === 0 ? good('none') : bad(String(missing)),
  ]);
  await print(table(['GATEWAY', 'LAST SEEN', 'EVENTS', 'MISSING'], rows, colours));
}
