/** The figures the gateway has to reach, and whether it does. */
import { added, ratio } from '../measure/medians.js';
import type { LoadName, Samples } from '../measure/medians.js';
import type { Sample } from '../measure/sample.js';
import type { RowName } from '../targets/target.js';
import { figure } from './table.js';
import type { Table } from './table.js';

export interface Goal {
  readonly name: string;
  readonly sense: 'at least' | 'at most';
  readonly limit: number;
  readonly unit: string;
  readonly measured: number;
}

const latency = (which: 'p50' | 'p99') => (sample: Sample) => sample.latencyMs[which];

/** Goals of one gateway row. `archiveEventsPerS` is what the archive consumes on a core of its own. */
export function goalsOf(
  samples: Samples,
  row: RowName,
  archiveEventsPerS: number | undefined,
): readonly Goal[] {
  const most = (name: string, limit: number, unit: string, measured: number): Goal => ({
    name,
    sense: 'at most',
    limit,
    unit,
    measured,
  });
  const least = (name: string, limit: number, unit: string, measured: number): Goal => ({
    name,
    sense: 'at least',
    limit,
    unit,
    measured,
  });
  const plus = (load: LoadName, read: (sample: Sample) => number): number =>
    samples.paired(row, 'direct', load, read, added);
  const overBare = (load: LoadName, read: (sample: Sample) => number): number =>
    samples.paired(row, 'bare', load, read, ratio);
  const fullRate = samples.median(row, 'json c=16', (sample) => sample.requestsPerS);
  return [
    least(
      'requests/s at c=16, of the bare proxy',
      0.3,
      '×',
      overBare('json c=16', (sample) => sample.requestsPerS),
    ),
    most(
      'main thread CPU per request at c=16, of the bare proxy',
      2,
      '×',
      overBare('json c=16', (sample) => sample.cpuUs.main ?? Number.NaN),
    ),
    most('added p50 at c=1', 0.5, 'ms', plus('json c=1', latency('p50'))),
    most('added p99 at c=1', 5, 'ms', plus('json c=1', latency('p99'))),
    most('added p50 at half load', 0.5, 'ms', plus('json half load', latency('p50'))),
    most('added p99 at half load', 5, 'ms', plus('json half load', latency('p99'))),
    most(
      'added time to first byte, stream at c=1',
      1,
      'ms',
      plus('sse c=1', (sample) => sample.firstByteMs.p50),
    ),
    least(
      'events the archive consumes per request at full rate',
      2.5,
      '',
      (archiveEventsPerS ?? Number.NaN) / fullRate,
    ),
  ];
}

/** How a goal stands, in words. */
export function verdictOf({ sense, limit, unit, measured }: Goal): string {
  if (!Number.isFinite(measured)) return 'not measured';
  const met = sense === 'at least' ? measured >= limit : measured <= limit;
  if (met) return 'met';
  const off = Math.abs(measured - limit);
  return `missed by ${figure(off, 2)}${unit === '' ? '' : ` ${unit}`} (${figure((off / limit) * 100)}%)`;
}

export function targetsTable(row: RowName, goals: readonly Goal[]): Table {
  return {
    title: `Targets, ${row}`,
    columns: ['target', 'to reach', 'measured', 'verdict'],
    rows: goals.map((goal) => [
      goal.name,
      `${goal.sense} ${goal.limit} ${goal.unit}`.trim(),
      `${figure(goal.measured, 2)} ${goal.unit}`.trim(),
      verdictOf(goal),
    ]),
    notes: [],
  };
}
