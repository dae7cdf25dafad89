import { describe, expect, it } from 'vitest';
import { added, median, Samples } from './medians.js';
import type { Sample } from './sample.js';

function sample(row: Sample['row'], requestsPerS: number): Sample {
  const spread = { p50: 0, p99: 0, max: 0 };
  const load = { exchange: 'json', connections: 16 } as const;
  const none = {
    answered: 1,
    answeredInAll: 1,
    errors: 0,
    residentMib: 0,
    cores: [],
    cpuUs: {},
    window: { fromUs: 0, toUs: 0 },
  };
  return { row, load, requestsPerS, latencyMs: spread, firstByteMs: spread, firstTokenMs: spread, ...none };
}

describe('medians', () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
  ])('the median of %j is %d', (values, expected) => expect(median(values)).toBe(expected));

  it('compares rows within the same round, so that drift cancels out', () => {
    const samples = new Samples([
      { round: 1, sample: sample('direct', 100) },
      { round: 1, sample: sample('bare', 110) },
      { round: 2, sample: sample('direct', 900) },
      { round: 2, sample: sample('bare', 910) },
      { round: 3, sample: sample('bare', 5000) },
    ]);
    expect(samples.paired('bare', 'direct', 'json c=16', (each) => each.requestsPerS, added)).toBe(10);
    expect(samples.median('bare', 'json c=64', (each) => each.requestsPerS)).toBeNaN();
  });
});
