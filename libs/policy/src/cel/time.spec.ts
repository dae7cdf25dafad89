import { expect, it } from 'vitest';
import { Time } from './time.js';
import type { Zones } from './time.js';

it('moments of one minute share what clocks show, and keep their seconds', () => {
  const zones: Zones = new Map();
  const noon = Date.UTC(2026, 0, 5, 12);
  const shown = [0, 59_000, 60_000].map((ms) => {
    const { hour, minute, weekday, date, unix } = new Time(noon + ms, zones).at('Asia/Tokyo');
    return [hour, minute, weekday, date, unix];
  });
  const seconds = BigInt(noon / 1000);
  expect(shown).toEqual([
    [21n, 0n, 1n, '2026-01-05', seconds],
    [21n, 0n, 1n, '2026-01-05', seconds + 59n],
    [21n, 1n, 1n, '2026-01-05', seconds + 60n],
  ]);
});
