/** How long and how often each thing is measured: all limits of the bench in time and number. */
import type { Load, Windows } from './measure/sample.js';
import type { ExchangeName } from './targets/exchange.js';

export interface Plan {
  /** Each round measures every load on every row, one row after the other. */
  readonly rounds: number;
  readonly windows: Windows;
  /** Before the first round, per row and exchange: until V8 has compiled what it will compile. */
  readonly heatMs: Readonly<Record<ExchangeName, number>>;
  readonly loads: readonly Load[];
  /** Events that the archive finds in the log when it starts. */
  readonly archiveEvents: number;
  /** Messages timed from publish to consumed, on each log, and their pace. */
  readonly logMessages: number;
  readonly logMessagesPerS: number;
}

const loads: readonly Load[] = [
  { exchange: 'json', connections: 1 },
  { exchange: 'json', connections: 16 },
  { exchange: 'json', connections: 64 },
  { exchange: 'sse', connections: 1 },
  { exchange: 'sse', connections: 16 },
  { exchange: 'sse', connections: 64 },
];

/** Connections that paced load may use: more than are ever in flight at half load. */
export const pacedConnections = 64;

export const fullPlan: Plan = {
  rounds: 3,
  windows: { warmUpMs: 600, windowMs: 2000 },
  // On one core V8's compilers share it with what they compile: the gateway's code takes this long.
  heatMs: { json: 15_000, sse: 8_000 },
  loads,
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
    ({ exchange, connections }) => connections < 64 && !(exchange === 'sse' && connections === 16),
  ),
  archiveEvents: 8_000,
  logMessages: 100,
  logMessagesPerS: 100,
};
