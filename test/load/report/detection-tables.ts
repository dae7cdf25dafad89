/** How fast detectors are, and whether that is enough on a machine as fast as this one. */
import type { CorpusName } from '../detection/corpora.js';
import type { DetectionSpeed } from '../detection/detection-speed.js';
import { figure } from './table.js';
import type { Table } from './table.js';
import { atLeast } from './targets-table.js';
import type { Goal } from './targets-table.js';

/** What to reach where the bare proxy does so many requests a second; less in proportion where it does fewer. */
const REFERENCE_REQUESTS_PER_S = 20_000;
const goals: Readonly<Partial<Record<CorpusName, number>>> = {
  'clean JSON': 50,
  prose: 50,
  'personal data': 10,
};

export function detectionGoals(speeds: readonly DetectionSpeed[], bareRequestsPerS: number): readonly Goal[] {
  const scale = Number.isFinite(bareRequestsPerS)
    ? Math.min(1, bareRequestsPerS / REFERENCE_REQUESTS_PER_S)
    : 1;
  return speeds.flatMap(({ corpus, mbPerS }) => {
    const goal = goals[corpus];
    return goal === undefined ? [] : [atLeast(`detection, ${corpus}`, goal * scale, 'MB/s', mbPerS)];
  });
}

export function detectionTables(speeds: readonly DetectionSpeed[]): readonly Table[] {
  if (speeds.length === 0) return [];
  return [
    {
      title: 'Detectors alone: all kinds, everything redacted, one thread',
      columns: ['text', 'MB/s', 'finds per KB'],
      rows: speeds.map(({ corpus, mbPerS, findsPerKb }) => [
        corpus,
        figure(mbPerS, 1),
        figure(findsPerKb, 1),
      ]),
      notes: [],
    },
  ];
}
