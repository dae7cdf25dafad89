/** The bench: what the gateway costs, side by side with doing without it, in one run. */
import { writeFileSync } from 'node:fs';
import { pinSelfToCore0 } from './measure/cores.js';
import { describeMachine } from './measure/machine.js';
import { help, parseOptions } from './options.js';
import type { Options } from './options.js';
import { fullPlan, quickPlan } from './plan.js';
import { proxyTables } from './report/proxy-tables.js';
import { toText } from './report/table.js';
import { goalsOf, targetsTable } from './report/targets-table.js';
import { runRounds } from './rounds.js';
import { Stage } from './stage.js';
import { startRows } from './targets/start-rows.js';

const startedMs = performance.now();

function progress(line: string): void {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.error(`[${String(seconds).padStart(3)} s] ${line}`);
}

async function run(options: Options, stage: Stage): Promise<void> {
  const plan = options.quick ? quickPlan : fullPlan;
  if (!pinSelfToCore0()) stage.note('Processes could not be tied to cores here: figures are not comparable.');
  const machine = describeMachine(stage.folder);
  const { generator, targets } = await startRows(stage, options, progress);
  const samples = await runRounds(stage, generator, targets, plan, progress);
  const gateways = targets.filter(({ row }) => row.startsWith('gateway'));
  const goals = gateways.map(({ row }) => targetsTable(row, goalsOf(samples, row, undefined)));
  for (const table of [...proxyTables(samples), ...goals]) console.log(toText(table));
  for (const note of stage.notes) console.log(`Note: ${note}`);
  if (options.json !== undefined)
    writeFileSync(options.json, JSON.stringify({ machine, plan, samples: samples.all }, undefined, 2));
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
  const stage = new Stage(parsed.options.folder, parsed.options.keep);
  const interrupt = (): void => {
    console.error('\nInterrupted: ending what runs.');
    void stage.close().then(() => process.exit(130));
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    await run(parsed.options, stage);
    return 0;
  } finally {
    await stage.close();
  }
}

process.exitCode = await main();
