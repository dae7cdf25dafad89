/** The proxy part: every load on every row, row after row, round after round. */
import { setTimeout as pause } from 'node:timers/promises';
import { checkTargets } from './measure/check-targets.js';
import type { Checked } from './measure/check-targets.js';
import { median, nameOf, Samples } from './measure/medians.js';
import type { RoundSample } from './measure/medians.js';
import { compareWithLogs, logLengths } from './measure/log-lengths.js';
import { takeSample } from './measure/sample.js';
import type { Load } from './measure/sample.js';
import { pacedConnections } from './plan.js';
import type { Plan, PlannedLoad } from './plan.js';
import type { Stage } from './stage.js';
import { everythingOn } from './targets/gateway-document.js';
import type { OwnedProcess } from './targets/owned-process.js';
import type { Started } from './targets/start-rows.js';
import type { Target } from './targets/target.js';

const DRAIN_MS_MAX = 8_000; // A row that needs longer to ship what it recorded gets a note, and the next row goes on.
const NGINX_HEAT_MS = 200; // It opens its connections and is ready.
const LESS_CODE = 4; // Rows that do not record have that much less to compile.
const RULES_HEAT_MS = 800; // New conditions are compiled anew.
const DRAINED_EVENTS = 50; // Signs of life go on; the spool is never quite empty.

export type Progress = (line: string) => void;

export async function runRounds(
  stage: Stage,
  { generator, upstream, targets }: Pick<Started, 'generator' | 'upstream' | 'targets'>,
  plan: Plan,
  progress: Progress,
): Promise<Samples> {
  const checked = await checkTargets(targets, plan, upstream, progress);
  for (const target of targets) {
    progress(`${target.row}: warming up`);
    await heat(generator, target, plan, checked);
  }
  for (const target of targets) await drain(stage, target);
  const lengths = await logLengths(targets);
  const all: RoundSample[] = [];
  const measure = async (
    round: number,
    load: Load & Pick<PlannedLoad, 'windows'>,
    target: Target,
  ): Promise<void> => {
    const exchange = checked.get(target.row, load.exchange);
    const { warmUpMs, windowMs } = plan.windows;
    const windows = { warmUpMs, windowMs: windowMs * (load.windows ?? 1) };
    all.push({ round, sample: await takeSample(generator, target, exchange, load, windows) });
    await drain(stage, target);
  };
  for (let round = 1; round <= plan.rounds; round++) {
    for (const load of loadsOf(plan, all, targets)) {
      if (round > (load.rounds ?? plan.rounds)) continue;
      for (const target of targets) {
        if (load.rows?.includes(target.row) ?? true) await measure(round, load, target);
      }
      progress(`round ${round}/${plan.rounds}, ${nameOf(load)}: ${summary(all, round, load)}`);
    }
    for (const load of rulesLoads(plan)) {
      for (const target of targets.filter(({ row, redacts }) => row === 'gateway' && redacts)) {
        await target.reload?.({ ...everythingOn, rules: load.rules });
        const exchange = checked.get(target.row, load.exchange);
        await takeSample(generator, target, exchange, load, { warmUpMs: RULES_HEAT_MS, windowMs: 50 });
        await measure(round, load, target);
      }
    }
    for (const target of targets) if (target.redacts) await target.reload?.(everythingOn);
  }
  for (const note of await compareWithLogs(targets, lengths, all)) stage.note(note);
  return new Samples(all);
}

/** Lets V8 compile; nothing of it is measured. */
async function heat(generator: OwnedProcess, target: Target, plan: Plan, checked: Checked): Promise<void> {
  const connections = 16;
  for (const exchange of checked.of(target.row)) {
    const { name } = exchange.exchange;
    const fullMs = plan.heatMs[name];
    if (fullMs === undefined) continue;
    const heatMs = target.recording === undefined ? fullMs / LESS_CODE : fullMs;
    const warmUpMs = target.row === 'nginx' ? NGINX_HEAT_MS : heatMs;
    await takeSample(
      generator,
      target,
      exchange,
      { exchange: name, connections },
      { warmUpMs, windowMs: 50 },
    );
  }
}

/** The plan's loads, then half load: half of what the slowest gateway row (else the slowest row) carries at c=16. */
function* loadsOf(
  plan: Plan,
  all: readonly RoundSample[],
  targets: readonly Target[],
): Generator<PlannedLoad> {
  yield* plan.loads;
  const rateOf = ({ row }: Target): number =>
    median(
      all
        .map(({ sample }) => sample)
        .filter((sample) => sample.row === row && nameOf(sample.load) === 'json c=16')
        .map((sample) => sample.requestsPerS),
    );
  const gateways = targets.filter(({ row }) => row.startsWith('gateway'));
  const paced = gateways.length > 0 ? gateways : targets;
  const ratePerS = Math.round(Math.min(...paced.map(rateOf)) / 2);
  const rows = targets.filter((target) => rateOf(target) > ratePerS).map(({ row }) => row);
  if (ratePerS > 0) yield { exchange: 'json', connections: pacedConnections, ratePerS, rows };
}

const rulesLoads = (plan: Plan): readonly { exchange: 'json'; connections: number; rules: number }[] =>
  plan.rules.map((rules) => ({ exchange: 'json', connections: 16, rules }));

/** Waits until what the row recorded is shipped, so that the next row has the machine to itself. */
async function drain(stage: Stage, target: Target): Promise<void> {
  const { recording } = target;
  if (recording === undefined) return;
  const giveUpMs = performance.now() + DRAIN_MS_MAX;
  while ((await recording.backlog()).unshippedEvents > DRAINED_EVENTS) {
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
