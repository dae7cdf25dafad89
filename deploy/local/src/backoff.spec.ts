import { describe, expect, it } from 'vitest';
import { nextPause } from './backoff.js';

describe('the pause before a restart', () => {
  it('doubles up to its limit while a process keeps dying, and begins anew after a long run', () => {
    const pauses: number[] = [];
    let failures = 0;
    for (let at = 0; at < 9; at++) {
      const next = nextPause(failures, 100);
      failures = next.failures;
      pauses.push(next.pauseMs);
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    expect(nextPause(failures, 60_000)).toEqual({ pauseMs: 250, failures: 1 });
  });
});
