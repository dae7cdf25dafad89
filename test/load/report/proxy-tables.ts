/** The samples of the proxy part as tables: one per load. */
import { added, ratio } from '../measure/medians.js';
import type { LoadName, Samples } from '../measure/medians.js';
import type { Sample } from '../measure/sample.js';
import type { RowName } from '../targets/target.js';
import { deltaCount } from '../traffic/chat-stream.js';
import { backlogRate } from './steady-state.js';
import { figure, signed } from './table.js';
import type { Table } from './table.js';

const FULL = 0.95; // A core this busy is what limits the row.
const titles: Readonly<Record<string, string>> = {
  json: '1 KB of JSON asked, 1 KB answered',
  sse: `a stream of ${deltaCount} deltas, as fast as it goes`,
  paced: `a stream of ${deltaCount} deltas, 10 ms between them`,
};
const roles = ['main', 'committer', 'shipper', 'libuv', 'v8'] as const;

export function proxyTables(samples: Samples): readonly Table[] {
  return samples.loads
    .filter((load) => /^(json|sse|paced) (c=|half)/.test(load))
    .map((load) => loadTable(samples, load));
}

function loadTable(samples: Samples, load: LoadName): Table {
  const rows = samples.rows(load);
  const isStream = !load.startsWith('json');
  const columns = [
    'row',
    'requests/s',
    '× bare',
    'CPU µs/request',
    'by thread',
    'p50 ms',
    'p99 ms',
    'added p50',
    'added p99',
    ...(isStream ? ['deltas/s', 'µs/delta', 'first byte ms', 'first token ms', 'added'] : []),
    'RSS MiB',
    'cores busy 0/1',
    'full',
  ];
  return {
    title: `${load}: ${titles[load.split(' ')[0] ?? ''] ?? ''}`,
    columns,
    rows: rows.map((row) => {
      const of = (read: (sample: Sample) => number): number => samples.median(row, load, read);
      const plus = (read: (sample: Sample) => number): string =>
        row === 'direct' ? '-' : signed(samples.paired(row, 'direct', load, read, added), 3);
      const cores = [0, 1].map((core) => of((sample) => sample.cores[core] ?? 0));
      return [
        row,
        figure(of((sample) => sample.requestsPerS)),
        row === 'direct'
          ? '-'
          : figure(
              samples.paired(row, 'bare', load, (sample) => sample.requestsPerS, ratio),
              2,
            ),
        row === 'direct'
          ? '-'
          : figure(
              of((sample) => sample.cpuUs.all ?? Number.NaN),
              1,
            ),
        byThread(samples, row, load),
        figure(
          of((sample) => sample.latencyMs.p50),
          3,
        ),
        figure(
          of((sample) => sample.latencyMs.p99),
          3,
        ),
        plus((sample) => sample.latencyMs.p50),
        plus((sample) => sample.latencyMs.p99),
        ...(isStream ? streamCells(samples, row, load) : []),
        row === 'direct' ? '-' : figure(of((sample) => sample.residentMib)),
        cores.map((busy) => `${figure(busy * 100)}%`).join(' '),
        cores.flatMap((busy, core) => (busy >= FULL ? [`core ${core}`] : [])).join(', ') || 'none',
      ];
    }),
    notes: rows.flatMap((row) => notesOf(samples, row, load)),
  };
}

function streamCells(samples: Samples, row: RowName, load: LoadName): readonly string[] {
  const of = (read: (sample: Sample) => number): number => samples.median(row, load, read);
  const token = (sample: Sample): number => sample.firstTokenMs.p50;
  const isDirect = row === 'direct';
  return [
    figure(of((sample) => sample.requestsPerS * deltaCount)),
    isDirect
      ? '-'
      : figure(
          of((sample) => (sample.cpuUs.all ?? Number.NaN) / deltaCount),
          1,
        ),
    figure(
      of((sample) => sample.firstByteMs.p50),
      3,
    ),
    figure(of(token), 3),
    isDirect ? '-' : signed(samples.paired(row, 'direct', load, token, added), 3),
  ];
}

/** CPU by thread role, the known roles first. */
function byThread(samples: Samples, row: RowName, load: LoadName): string {
  const names = new Set(samples.of(row, load).flatMap(({ sample }) => Object.keys(sample.cpuUs)));
  names.delete('all');
  const order = [
    ...roles.filter((role) => names.has(role)),
    ...[...names].filter((name) => !roles.some((role) => role === name)),
  ];
  const parts = order.map((role) => ({
    role,
    us: samples.median(row, load, (sample) => sample.cpuUs[role] ?? 0),
  }));
  const shown = parts.filter(({ us }) => us >= 0.1).map(({ role, us }) => `${role} ${figure(us, 1)}`);
  return shown.length === 0 ? '-' : shown.join(', ');
}

function notesOf(samples: Samples, row: RowName, load: LoadName): readonly string[] {
  const all = samples.of(row, load).map(({ sample }) => sample);
  const notes: string[] = [];
  const errors = all.reduce((sum, sample) => sum + sample.errors, 0);
  if (errors > 0)
    notes.push(
      `${row}: ${errors} errors, the first: ${all.find((sample) => sample.firstError)?.firstError ?? ''}`,
    );
  const rate = backlogRate(all);
  if (rate !== undefined) {
    const of = (read: (sample: Sample) => number | undefined): string =>
      figure(samples.median(row, load, (sample) => read(sample) ?? Number.NaN));
    const state =
      rate > 0 ? `NOT A STEADY STATE, the backlog grew by ${figure(rate)} events/s` : 'steady state';
    notes.push(
      `${row}: ${state}; not yet shipped when the window opened and closed: ` +
        `${of(({ backlog }) => backlog?.opened.unshippedEvents)} and ${of(({ backlog }) => backlog?.closed.unshippedEvents)} events; ` +
        `spool ${of(({ backlog }) => backlog?.opened.spoolMib)} and ${of(({ backlog }) => backlog?.closed.spoolMib)} MiB`,
    );
  }
  return notes;
}
