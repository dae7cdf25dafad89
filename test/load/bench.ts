/** The bench: what the gateway costs, side by side with doing without it, in one run. */
import { writeFileSync } from 'node:fs';
import { measureLogs } from './archive/log-parts.js';
import { measureDetection } from './detection/measure-detection.js';
import { pinSelfToCore0 } from './measure/cores.js';
import { describeMachine } from './measure/machine.js';
import { Samples } from './measure/medians.js';
import { help, parseOptions } from './options.js';
import type { Options } from './options.js';
import { fullPlan, quickPlan } from './plan.js';
import { profileTables } from './profile/profile-tables.js';
import { writeResults } from './report/performance-document.js';
import { asMarkdown, asText } from './report/results.js';
import { toText } from './report/table.js';
import { runRounds } from './rounds.js';
import { Stage } from './stage.js';
import { root } from './targets/service-process.js';
import { startRows } from './targets/start-rows.js';
import type { Started } from './targets/start-rows.js';

const startedMs = performance.now();

function progress(line: string): void {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.error(`[${String(seconds).padStart(3)} s] ${line}`);
}

async function run(options: Options, stages: Stage[]): Promise<void> {
  const plan = options.quick ? quickPlan : fullPlan;
  const notes: string[] = [];
  if (!pinSelfToCore0()) notes.push('Processes could not be tied to cores here: figures are not comparable.');
  const onStage = async <T>(work: (stage: Stage) => Promise<T>): Promise<T> => {
    const stage = new Stage(options.folder, options.keep);
    stages.push(stage);
    try {
      return await work(stage);
    } finally {
      await stage.close();
      notes.push(...stage.notes.filter((note) => !notes.includes(note)));
      if (options.keep) notes.push(`Kept: ${stage.folder}`);
    }
  };
  const machine = await onStage((stage) => Promise.resolve(describeMachine(stage.folder)));
  let samples = new Samples([]);
  if (options.parts.includes('proxy')) {
    samples = await onStage(async (stage) => {
      const started = await startRows(stage, options, progress);
      const measured = await runRounds(stage, started, plan, progress);
      await stage.end();
      showProfiles(started.profiles, measured);
      return measured;
    });
  }
  const detection = options.parts.includes('detection')
    ? await onStage((stage) => measureDetection(stage.folder, plan.detectionMs))
    : [];
  const wantsLogs = options.parts.includes('archive') || options.parts.includes('log');
  const logs = wantsLogs ? await onStage((stage) => measureLogs(stage, options, plan, progress)) : [];
  const results = { machine, plan, samples, detection, logs, notes };
  console.log(asText(results));
  if (options.json !== undefined) {
    writeFileSync(options.json, JSON.stringify({ ...results, samples: samples.all }, undefined, 2));
  }
  if (options.write) await writeResults(`${root}docs/performance.md`, asMarkdown(results));
}

/** Where the time goes at c=16: what the targets speak of. */
function showProfiles(profiles: Started['profiles'], samples: Samples): void {
  for (const [row, folder] of profiles) {
    for (const load of samples.loads.filter((name) => name.endsWith('c=16'))) {
      const measured = samples.of(row, load).map(({ sample }) => sample);
      for (const table of profileTables(folder, measured)) {
        console.log(toText({ ...table, title: `${row}, ${load}: ${table.title}` }));
      }
    }
  }
}

async function main(): Promise<number> {
  const parsed = parseOptions(process.argv.slice(2));
  if (parsed.kind === 'help') {
    console.log(help);
    return 0;
  }
  if (parsed.kind === 'wrong') {
    console.error(`${parsed.why}\n\n${help}`);
    return 64;
  }
  const stages: Stage[] = [];
  const interrupt = (): void => {
    console.error('\nInterrupted: ending what runs.');
    void Promise.all(stages.map((stage) => stage.close())).then(() => process.exit(130));
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  await run(parsed.options, stages);
  return 0;
}

process.exitCode = await main();
