/** The figures each gateway row has to reach. */
import { added, ratio } from '../measure/medians.js';
import type { LoadName, Samples } from '../measure/medians.js';
import type { Sample } from '../measure/sample.js';
import type { RowName } from '../targets/target.js';
import { costPerKb } from './size-table.js';
import { atLeast, atMost } from './targets-table.js';
import type { Goal } from './targets-table.js';

const requestsPerS = (sample: Sample): number => sample.requestsPerS;
const mainUs = (sample: Sample): number => sample.cpuUs.main ?? Number.NaN;
const latency = (which: 'p50' | 'p99') => (sample: Sample) => sample.latencyMs[which];
const FULL: LoadName = 'json c=16';
const HALF: LoadName = 'json half load';

/** `archiveEventsPerS` is what the archive consumes on a core of its own. */
export function goalsOf(
  samples: Samples,
  row: RowName,
  archiveEventsPerS: number | undefined,
): readonly Goal[] {
  const plus = (load: LoadName, read: (sample: Sample) => number): number =>
    samples.paired(row, 'direct', load, read, added);
  const over = (base: RowName, read: (sample: Sample) => number): number =>
    samples.paired(row, base, FULL, read, ratio);
  const goals = [
    atLeast('requests/s at c=16, of Portkey with its guard', 5, '×', over('portkey-guard', requestsPerS)),
    atLeast('requests/s at c=16, of the bare proxy', 0.22, '×', over('bare', requestsPerS)),
    atMost('main thread CPU per request at c=16, of the bare proxy', 2.7, '×', over('bare', mainUs)),
    atMost('added p50 at half load', 0.7, 'ms', plus(HALF, latency('p50'))),
    atMost('added p99 at half load', 5, 'ms', plus(HALF, latency('p99'))),
    atMost(
      'added time to first token, paced stream, median',
      1,
      'ms',
      plus('paced c=16', (sample) => sample.firstTokenMs.p50),
    ),
    atLeast(
      'events the archive consumes per request at full rate',
      2.5,
      '',
      (archiveEventsPerS ?? Number.NaN) / samples.median(row, FULL, requestsPerS),
    ),
  ];
  return row === 'gateway' ? [...goals, ...linearGoals(samples)] : goals;
}

const LINEAR = 1.3; // A third more per KB is cache misses and larger collections; more is a cost that grows with length.

/** Cost per further KB, and per further rule: from the middle to the end of the range, of that from its beginning to the middle. */
function linearGoals(samples: Samples): readonly Goal[] {
  const cost = costPerKb(samples, 'gateway');
  const rules = (count: number): number => samples.median('gateway', `json ${count} rules`, mainUs);
  const lower = (rules(50) - rules(10)) / 40;
  const upper = (rules(200) - rules(50)) / 150;
  return [
    atMost(
      'main thread CPU per KB from 100 KB to 1 MB, of that from 10 to 100 KB',
      LINEAR,
      '×',
      cost.upper / cost.lower,
    ),
    atMost('main thread CPU per rule from 50 to 200, of that from 10 to 50', LINEAR, '×', upper / lower),
  ];
}
