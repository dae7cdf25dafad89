/** The archive's throughput and the logs' latency as tables. */
import type { LogPart } from '../archive/log-parts.js';
import { figure } from './table.js';
import type { Table } from './table.js';

export function logTables(parts: readonly LogPart[]): readonly Table[] {
  const archive: Table = {
    title: 'Event → archive: the archive alone on core 1, log and database on core 0',
    columns: ['log', 'events/s', 'CPU µs/event', 'by thread', 'RSS MiB', 'cores busy 0/1', 'events measured'],
    rows: parts.flatMap(({ kind, archive: found }) =>
      found === undefined
        ? []
        : [
            [
              kind,
              figure(found.eventsPerS),
              figure(found.cpuUs.all, 1),
              byThread(found.cpuUs),
              figure(found.residentMib),
              found.cores
                .slice(0, 2)
                .map((busy) => `${figure(busy * 100)}%`)
                .join(' '),
              figure(found.events),
            ],
          ],
    ),
    notes: [],
  };
  const latency: Table = {
    title: 'Publish → consumed: single messages at an even pace, durable when appended',
    columns: ['log', 'appended p50 ms', 'p99', 'consumed p50 ms', 'p99', 'max'],
    rows: parts.flatMap(({ kind, latency: found }) =>
      found === undefined
        ? []
        : [
            [
              kind,
              figure(found.appendMs.p50, 2),
              figure(found.appendMs.p99, 2),
              figure(found.consumedMs.p50, 2),
              figure(found.consumedMs.p99, 2),
              figure(found.consumedMs.max, 2),
            ],
          ],
    ),
    notes: [],
  };
  return [archive, latency].filter(({ rows }) => rows.length > 0);
}

function byThread(cpuUs: Readonly<Record<string, number>>): string {
  return Object.entries(cpuUs)
    .filter(([role, us]) => role !== 'all' && us >= 0.1)
    .map(([role, us]) => `${role} ${figure(us, 1)}`)
    .join(', ');
}
