/** What length and rules cost: CPU of the main thread. */
import { ratio } from '../measure/medians.js';
import type { Samples } from '../measure/medians.js';
import type { Sample } from '../measure/sample.js';
import type { RowName } from '../targets/target.js';
import { figure } from './table.js';
import type { Table } from './table.js';

const mainUs = (sample: Sample): number => sample.cpuUs.main ?? Number.NaN;

/** Body lengths in KB, request and answer each. */
const sizes = [
  ['1 KB', 1],
  ['10 KB', 10],
  ['100 KB', 100],
  ['1 MB', 1024],
] as const;

/** Microseconds per further KB of request and of answer, in the upper and in the lower part of the range. */
export function costPerKb(
  samples: Samples,
  row: RowName,
): { readonly lower: number; readonly upper: number } {
  const us = (size: (typeof sizes)[number][0]): number => samples.median(row, `${size} c=4`, mainUs);
  return { lower: (us('100 KB') - us('10 KB')) / 90, upper: (us('1 MB') - us('100 KB')) / 924 };
}

export function sizeTables(samples: Samples): readonly Table[] {
  const measured = sizes.filter(([size]) => samples.of('gateway', `${size} c=4`).length > 0);
  const lengths: Table = {
    title: 'Length: bodies of requests and answers, c=4',
    columns: ['each body', 'requests/s', 'main µs/request', 'main µs/KB', 'bare main µs/request', '× bare'],
    rows: measured.map(([size, kb]) => {
      const load = `${size} c=4` as const;
      const us = samples.median('gateway', load, mainUs);
      return [
        size,
        figure(samples.median('gateway', load, (sample) => sample.requestsPerS)),
        figure(us, 1),
        figure(us / kb, 1),
        figure(samples.median('bare', load, mainUs), 1),
        figure(samples.paired('gateway', 'bare', load, mainUs, ratio), 2),
      ];
    }),
    notes: [],
  };
  const rulesLoads = samples.loads.filter((load) => load.endsWith(' rules'));
  const rules: Table = {
    title: 'Rules: 1 KB of JSON, c=16',
    columns: ['rules', 'requests/s', 'main µs/request'],
    rows: rulesLoads.map((load) => [
      load.split(' ')[1] ?? '',
      figure(samples.median('gateway', load, (sample) => sample.requestsPerS)),
      figure(samples.median('gateway', load, mainUs), 1),
    ]),
    notes: [],
  };
  return [lengths, rules].filter(({ rows }) => rows.length > 0);
}
