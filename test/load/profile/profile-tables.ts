/** Shows profiles as tables: the functions of each thread with the most time of their own, per request. */
import { figure } from '../report/table.js';
import type { Table } from '../report/table.js';
import type { Sample } from '../measure/sample.js';
import { readProfiles } from './cpu-profile.js';

const FUNCTIONS_SHOWN = 25;
const SELF_US_MIN = 0.1; // Per request; less is noise.

/** Profiles of one row under one load. */
export function profileTables(folder: string, samples: readonly Sample[]): readonly Table[] {
  const requests = samples.reduce((sum, { answered }) => sum + answered, 0);
  const spans = samples.map(({ window }) => window);
  const profiles = readProfiles(folder, spans).filter(({ busyUs }) => busyUs > 0);
  return profiles.map(({ file, busyUs, functions }) => ({
    title: `Profile ${file}: ${figure(busyUs / requests, 1)} µs per request over ${figure(requests)} requests`,
    columns: ['self µs', 'with calls µs', 'function'],
    rows: functions
      .slice(0, FUNCTIONS_SHOWN)
      .filter(({ selfUs }) => selfUs / requests >= SELF_US_MIN)
      .map(({ name, selfUs, totalUs }) => [
        figure(selfUs / requests, 2),
        figure(totalUs / requests, 2),
        name,
      ]),
    notes: [],
  }));
}
