/** How long and how often each thing is measured: all limits of the bench in time and number. */
import type { Load, Windows } from './measure/sample.js';
import type { RowName } from './targets/target.js';
import type { ExchangeName } from './traffic/exchanges.js';

export interface PlannedLoad extends Load {
  /** Absent: all rows. */
  readonly rows?: readonly RowName[];
  /** Measured in the first so many rounds; absent: in all. */
  readonly rounds?: number;
  /** So much longer than the plan's windows; absent: once. */
  readonly windows?: number;
}

export interface Plan {
  /** Each round measures every load on every row, one row after the other. */
  readonly rounds: number;
  readonly windows: Windows;
  /** Before the first round, per row that records: until V8 has compiled what it will compile. Others take a quarter. */
  readonly heatMs: Readonly<Partial<Record<ExchangeName, number>>>;
  readonly loads: readonly PlannedLoad[];
  /** Numbers of rules the gateway is measured with. */
  readonly rules: readonly number[];
  /** Detectors run on each text for so long. */
  readonly detectionMs: number;
  /** Events that the archive finds in the log when it starts. */
  readonly archiveEvents: number;
  /** Messages timed from publish to consumed, on each log, and their pace. */
  readonly logMessages: number;
  readonly logMessagesPerS: number;
}

const proxies: readonly RowName[] = ['direct', 'nginx', 'bare', 'gateway', 'gateway-kafka'];
const pair: readonly RowName[] = ['bare', 'gateway'];
/** Bodies from 1 KB to 1 MB, few at a time: what counts is the CPU they take. */
const sizes: readonly PlannedLoad[] = (['1 KB', '10 KB', '100 KB', '1 MB'] as const).map((exchange) => ({
  exchange,
  connections: 4,
  rows: pair,
  rounds: 2,
  ...(exchange === '1 MB' ? { windows: 2 } : {}), // A few requests a second.
}));

const loads: readonly PlannedLoad[] = [
  { exchange: 'json', connections: 1, rows: proxies },
  { exchange: 'json', connections: 16 },
  { exchange: 'json', connections: 64, rows: proxies },
  { exchange: 'sse', connections: 1, rows: pair, rounds: 2 },
  { exchange: 'sse', connections: 16 },
  { exchange: 'sse', connections: 64, rows: pair, rounds: 2 },
  { exchange: 'paced', connections: 16 },
  ...sizes,
];

/** Connections that paced load may use: more than are ever in flight at half load. */
export const pacedConnections = 64;

export const fullPlan: Plan = {
  rounds: 3,
  windows: { warmUpMs: 600, windowMs: 2000 },
  // On one core V8's compilers share it with what they compile: the gateway's code takes this long.
  heatMs: { json: 15_000, sse: 8_000, '100 KB': 1_000 },
  loads,
  rules: [1, 10, 50, 200],
  detectionMs: 1_500,
  archiveEvents: 40_000,
  logMessages: 600,
  logMessagesPerS: 100,
};

/** At most a minute for everything: enough to see whether something broke, not to compare by a tenth. */
export const quickPlan: Plan = {
  rounds: 1,
  windows: { warmUpMs: 200, windowMs: 500 },
  heatMs: { json: 800, sse: 500 },
  loads: loads.filter(
    ({ exchange, connections }) => connections < 64 && !(exchange === 'sse' && connections === 1),
  ),
  rules: [1, 50],
  detectionMs: 300,
  archiveEvents: 8_000,
  logMessages: 100,
  logMessagesPerS: 100,
};
