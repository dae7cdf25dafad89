/** Compares what gateways answered with what is in their logs, over a whole run. */
import type { Target } from '../targets/target.js';
import type { RoundSample } from './medians.js';
import { messagesInLog } from './recorded.js';

const EVENTS_PER_REQUEST = 2;

export type LogLengths = ReadonlyMap<Target, number>;

export async function logLengths(targets: readonly Target[]): Promise<LogLengths> {
  const lengths = new Map<Target, number>();
  for (const target of targets) {
    if (target.recording !== undefined) lengths.set(target, await messagesInLog(target.recording.log));
  }
  return lengths;
}

/** Says for each gateway whether every request answered left its two events; signs of life and sessions come on top. */
export async function compareWithLogs(
  targets: readonly Target[],
  before: LogLengths,
  all: readonly RoundSample[],
): Promise<readonly string[]> {
  const after = await logLengths(targets);
  return [...after].map(([target, length]) => {
    const samples = all.map(({ sample }) => sample).filter(({ row }) => row === target.row);
    const requests = samples.reduce((sum, { answeredInAll }) => sum + answeredInAll, 0);
    const events = length - (before.get(target) ?? 0);
    const verdict = events >= requests * EVENTS_PER_REQUEST ? 'complete' : 'SOME ARE MISSING';
    return `${target.row}: ${events} events in the log for ${requests} requests answered: ${verdict}.`;
  });
}
