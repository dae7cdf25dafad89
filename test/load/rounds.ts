/** The proxy part: every load on every row, row after row, round after round. */
import { setTimeout as pause } from 'node:timers/promises';
import { checkAnswers, checksPerExchange } from './measure/correctness.js';
import { median, nameOf, Samples } from './measure/medians.js';
import type { RoundSample } from './measure/medians.js';
import { checkRecorded, messagesInLog } from './measure/recorded.js';
import { takeSample } from './measure/sample.js';
import type { Load } from './measure/sample.js';
import { pacedConnections } from './plan.js';
import type { Plan } from './plan.js';
import type { Stage } from './stage.js';
import { exchanges } from './targets/exchange.js';
import type { OwnedProcess } from './targets/owned-process.js';
import type { Target } from './targets/target.js';

const DRAIN_MS_MAX = 15_000; // A row that needs longer to ship what it recorded gets a note, and the next row goes on.
const EVENTS_PER_REQUEST = 2;
const DRAINED_EVENTS = 50; // Signs of life go on; the spool is never quite empty.

export type Progress = (line: string) => void;

export async function runRounds(
  stage: Stage,
  generator: OwnedProcess,
  targets: readonly Target[],
  plan: Plan,
  progress: Progress,
): Promise<Samples> {
  for (const target of targets) await heat(generator, target, plan, progress);
  for (const target of targets) await drain(stage, target);
  const lengths = await logLengths(targets);
  const all: RoundSample[] = [];
  for (let round = 1; round <= plan.rounds; round++) {
    for (const load of loadsOf(plan, all, targets)) {
      for (const target of targets) {
        const sample = await takeSample(generator, target, exchanges[load.exchange], load, plan.windows);
        all.push({ round, sample });
        await drain(stage, target);
      }
      progress(`round ${round}/${plan.rounds}, ${nameOf(load)}: ${summary(all, round, load)}`);
    }
  }
  await compareWithLogs(stage, targets, lengths, all);
  return new Samples(all);
}

type LogLengths = ReadonlyMap<Target, number>;

async function logLengths(targets: readonly Target[]): Promise<LogLengths> {
  const lengths = new Map<Target, number>();
  for (const target of targets) {
    if (target.recording !== undefined) lengths.set(target, await messagesInLog(target.recording.log));
  }
  return lengths;
}

/** Each request answered must have left two events; signs of life and sessions come on top. */
async function compareWithLogs(
  stage: Stage,
  targets: readonly Target[],
  before: LogLengths,
  all: readonly RoundSample[],
): Promise<void> {
  const after = await logLengths(targets);
  for (const [target, length] of after) {
    const requests = all
      .filter(({ sample }) => sample.row === target.row)
      .reduce((sum, { sample }) => sum + sample.answeredInAll, 0);
    const events = length - (before.get(target) ?? 0);
    const text = `${target.row}: ${events} events in the log for ${requests} requests answered`;
    stage.note(events >= requests * EVENTS_PER_REQUEST ? `${text}: complete.` : `${text}: SOME ARE MISSING.`);
  }
}

/** Checks every answer, then lets V8 compile; nothing of it is measured. */
async function heat(generator: OwnedProcess, target: Target, plan: Plan, progress: Progress): Promise<void> {
  progress(`${target.row}: checking answers, warming up`);
  const all = Object.values(exchanges);
  for (const exchange of all) await checkAnswers(target, exchange);
  if (target.recording !== undefined)
    await checkRecorded(target.recording.log, all.length * checksPerExchange, all);
  for (const exchange of all) {
    const windows = { warmUpMs: plan.heatMs, windowMs: 50 };
    await takeSample(generator, target, exchange, { exchange: exchange.name, connections: 16 }, windows);
  }
}

/** The plan's loads, then half load: half of what the slowest gateway row (else the slowest row) carries at c=16. */
function* loadsOf(plan: Plan, all: readonly RoundSample[], targets: readonly Target[]): Generator<Load> {
  yield* plan.loads;
  const gateways = targets.filter(({ row }) => row.startsWith('gateway'));
  const paced = gateways.length > 0 ? gateways : targets;
  const rates = paced.map(({ row }) => {
    const samples = all
      .map(({ sample }) => sample)
      .filter((sample) => sample.row === row && nameOf(sample.load) === 'json c=16');
    return median(samples.map((sample) => sample.requestsPerS));
  });
  const ratePerS = Math.round(Math.min(...rates) / 2);
  if (ratePerS > 0) yield { exchange: 'json', connections: pacedConnections, ratePerS };
}

/** Waits until what the row recorded is shipped, so that the next row has the machine to itself. */
async function drain(stage: Stage, target: Target): Promise<void> {
  if (target.recording === undefined) return;
  const giveUpMs = performance.now() + DRAIN_MS_MAX;
  while ((await target.recording.backlog()).unshippedEvents > DRAINED_EVENTS) {
    if (performance.now() > giveUpMs) {
      stage.note(
        `${target.row} had not shipped what it recorded ${DRAIN_MS_MAX / 1000} s after the load ended.`,
      );
      return;
    }
    await pause(50);
  }
}

function summary(all: readonly RoundSample[], round: number, load: Load): string {
  const of = all.filter((each) => each.round === round && nameOf(each.sample.load) === nameOf(load));
  return of.map(({ sample }) => `${sample.row} ${Math.round(sample.requestsPerS)}/s`).join(', ');
}
