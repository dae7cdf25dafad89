/** All results of a run, as text for the terminal and as Markdown for docs/performance.md. */
import type { LogPart } from '../archive/log-parts.js';
import type { DetectionSpeed } from '../detection/detection-speed.js';
import type { Machine } from '../measure/machine.js';
import type { Samples } from '../measure/medians.js';
import type { Plan } from '../plan.js';
import { logTables } from './log-tables.js';
import { proxyTables } from './proxy-tables.js';
import { toMarkdown, toText } from './table.js';
import type { Table } from './table.js';
import { detectionGoals, detectionTables } from './detection-tables.js';
import { goalsOf } from './gateway-goals.js';
import { sizeTables } from './size-table.js';
import { targetsTable } from './targets-table.js';

export interface Results {
  readonly machine: Machine;
  readonly plan: Plan;
  readonly samples: Samples;
  readonly detection: readonly DetectionSpeed[];
  readonly logs: readonly LogPart[];
  readonly notes: readonly string[];
}

function targetTables({ samples, detection, logs }: Results): readonly Table[] {
  const kinds = { gateway: 'embedded', 'gateway-kafka': 'kafka' } as const;
  const ofRows = (['gateway', 'gateway-kafka'] as const).flatMap((row) => {
    if (!samples.all.some(({ sample }) => sample.row === row)) return [];
    const archive = logs.find(({ kind }) => kind === kinds[row])?.archive;
    return [targetsTable(row, goalsOf(samples, row, archive?.eventsPerS))];
  });
  const bare = samples.median('bare', 'json c=16', ({ requestsPerS }) => requestsPerS);
  const goals = detectionGoals(detection, bare);
  return goals.length === 0 ? ofRows : [...ofRows, targetsTable('detectors', goals)];
}

function measuredTables({ samples, detection, logs }: Results): readonly Table[] {
  return [...proxyTables(samples), ...sizeTables(samples), ...detectionTables(detection), ...logTables(logs)];
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
  const tables = [...measuredTables(results), ...targetTables(results)];
  const notes = results.notes.map((note) => `Note: ${note}`).join('\n');
  return [describe(results), '', ...tables.map(toText), notes].join('\n');
}

export function asMarkdown(results: Results): string {
  const tables = [...targetTables(results), ...measuredTables(results)];
  const date = new Date().toISOString().slice(0, 10);
  return [
    '## Measured',
    '',
    `By \`npm run bench\` on ${date}. ${describe(results)}`,
    '',
    'Figures compare within one run; another machine has others. The gateway has everything on (token, 50 rules and',
    'allow-lists, all detectors on requests and answers, tool calls judged, usage and cost, durable masked record,',
    'shipping) and all its threads on core 1, where each other row has all of its own; load generator, upstream, log and',
    'database share core 0. One turn in ten holds personal data and a key, one calls a tool. CPU is counted by the kernel,',
    'per thread. `added` is against `direct` in the same round. The rows `gateway` and `gateway-kafka` ship to the log in',
    'PostgreSQL and to Apache Kafka. Portkey records nothing; its guard is one regular expression on requests and whole',
    'answers, streams it does not look at.',
    '',
    ...tables.map(toMarkdown),
    ...results.notes.map((note) => `- ${note}`),
  ].join('\n');
}
