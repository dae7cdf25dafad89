/** The proxy part: every load on every row, row after row, round after round. */
import { setTimeout as pause } from 'node:timers/promises';
import { checkAnswers, checksPerExchange } from './measure/correctness.js';
import { median, nameOf, Samples } from './measure/medians.js';
import type { RoundSample } from './measure/medians.js';
import { compareWithLogs, logLengths } from './measure/log-lengths.js';
import { checkRecorded } from './measure/recorded.js';
import { takeSample } from './measure/sample.js';
import type { Load } from './measure/sample.js';
import { pacedConnections } from './plan.js';
import type { Plan } from './plan.js';
import type { Stage } from './stage.js';
import type { Exchanges } from './targets/exchange.js';
import type { OwnedProcess } from './targets/owned-process.js';
import type { Target } from './targets/target.js';

const DRAIN_MS_MAX = 8_000; // A row that needs longer to ship what it recorded gets a note, and the next row goes on.
const NGINX_HEAT_MS = 200; // It opens its connections and is ready.
const DRAINED_EVENTS = 50; // Signs of life go on; the spool is never quite empty.

export type Progress = (line: string) => void;

export async function runRounds(
  stage: Stage,
  generator: OwnedProcess,
  targets: readonly Target[],
  plan: Plan,
  exchanges: Exchanges,
  progress: Progress,
): Promise<Samples> {
  for (const target of targets) {
    progress(`${target.row}: checking answers, warming up`);
    await heat(generator, target, plan, exchanges);
  }
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
  for (const note of await compareWithLogs(targets, lengths, all)) stage.note(note);
  return new Samples(all);
}

/** Checks every answer, then lets V8 compile; nothing of it is measured. */
async function heat(
  generator: OwnedProcess,
  target: Target,
  plan: Plan,
  exchanges: Exchanges,
): Promise<void> {
  const all = Object.values(exchanges);
  for (const exchange of all) await checkAnswers(target, exchange);
  const { recording, row } = target;
  if (recording !== undefined) await checkRecorded(recording.log, all.length * checksPerExchange, all);
  for (const exchange of all) {
    const warmUpMs = row === 'nginx' ? NGINX_HEAT_MS : plan.heatMs[exchange.name];
    const load = { exchange: exchange.name, connections: 16 };
    await takeSample(generator, target, exchange, load, { warmUpMs, windowMs: 50 });
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
