/** All results of a run, as text for the terminal and as Markdown for docs/performance.md. */
import type { LogPart } from '../archive/log-parts.js';
import type { Machine } from '../measure/machine.js';
import type { Samples } from '../measure/medians.js';
import type { Plan } from '../plan.js';
import { logTables } from './log-tables.js';
import { proxyTables } from './proxy-tables.js';
import { toMarkdown, toText } from './table.js';
import type { Table } from './table.js';
import { goalsOf, targetsTable } from './targets-table.js';

export interface Results {
  readonly machine: Machine;
  readonly plan: Plan;
  readonly samples: Samples;
  readonly logs: readonly LogPart[];
  readonly notes: readonly string[];
}

function targetTables({ samples, logs }: Results): readonly Table[] {
  const kinds = { gateway: 'embedded', 'gateway-kafka': 'kafka' } as const;
  return (['gateway', 'gateway-kafka'] as const).flatMap((row) => {
    if (!samples.all.some(({ sample }) => sample.row === row)) return [];
    const archive = logs.find(({ kind }) => kind === kinds[row])?.archive;
    return [targetsTable(row, goalsOf(samples, row, archive?.eventsPerS))];
  });
}

function describe({ machine, plan }: Results): string {
  const { cpu, cores, kernel, node, memoryGib, fsyncMs } = machine;
  return (
    `${cpu}, ${cores} cores, ${memoryGib} GiB; ${kernel}; Node ${node}; ` +
    `fdatasync of 4 KiB: p50 ${fsyncMs.p50.toFixed(2)} ms, p99 ${fsyncMs.p99.toFixed(2)} ms. ` +
    `Medians of ${plan.rounds} interleaved rounds, windows of ${plan.windows.windowMs} ms after ${plan.windows.warmUpMs} ms.`
  );
}

export function asText(results: Results): string {
  const tables = [...proxyTables(results.samples), ...logTables(results.logs), ...targetTables(results)];
  const notes = results.notes.map((note) => `Note: ${note}`).join('\n');
  return [describe(results), '', ...tables.map(toText), notes].join('\n');
}

export function asMarkdown(results: Results): string {
  const tables = [...targetTables(results), ...proxyTables(results.samples), ...logTables(results.logs)];
  const date = new Date().toISOString().slice(0, 10);
  return [
    '## Measured',
    '',
    `By \`npm run bench\` on ${date}. ${describe(results)}`,
    '',
    'Figures compare within one run; another machine has others. The gateway has everything on (token, policy, durable',
    'record of bodies, shipping) and all its threads on core 1; load generator, upstream, log and database share core 0.',
    'CPU is counted by the kernel, per thread. `added` is against `direct` in the same round. The rows `gateway` and',
    '`gateway-kafka` ship to the log in PostgreSQL and to Apache Kafka.',
    '',
    ...tables.map(toMarkdown),
    ...results.notes.map((note) => `- ${note}`),
  ].join('\n');
}
