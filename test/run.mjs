#!/usr/bin/env node
// Runs the suites in order and adds up what passed: `npm test`, `npm run test:full`, `npm run test:faults`, `npm run check`.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { supply } from './supplies/needs.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const results = path.join(root, '.sallyport/test-results');

const USAGE = `usage: npm test [-- options]

  --full        the long forms of every suite, fault tests included
  --faults      only the fault tests, in their long form
  --check       only what the uncommitted change (or the last commit) touches
  --only NAME   one suite: format, lint, contracts, compose, unit, contract, e2e, langgraph, clients, faults
  --help        this text`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}
const known = new Set(['--full', '--faults', '--check', '--only']);
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;
const unknown = args.find((arg, at) => !known.has(arg) && args[at - 1] !== '--only');
if (unknown !== undefined) {
  console.error(`unknown option ${unknown}\n\n${USAGE}`);
  process.exit(64);
}
const full = args.includes('--full') || args.includes('--faults');
const env = {
  ...process.env,
  NX_DAEMON: 'false',
  NO_COLOR: '1',
  ...(full ? { SALLYPORT_TEST_FULL: '1' } : {}),
};
const total = { passed: 0, failed: 0, skipped: 0 };
const started = Date.now();

/** Runs a command to its end; its output is shown as it comes, or kept and returned. */
function run(command, commandArgs, isShown) {
  return new Promise((resolve) => {
    const child = spawn(command, commandArgs, {
      cwd: root,
      env,
      stdio: isShown ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** A suite that is one question with one answer. */
async function single(name, command, commandArgs) {
  const begin = Date.now();
  const { code, output } = await run(command, commandArgs, false);
  const skipped = code === 0 && /^skipped: /m.test(output);
  if (code !== 0) process.stdout.write(output);
  else if (skipped) process.stdout.write(`${/^skipped: .*$/m.exec(output)?.[0]}\n`);
  total[code !== 0 ? 'failed' : skipped ? 'skipped' : 'passed']++;
  console.log(
    `${code === 0 ? (skipped ? 'skipped' : 'ok') : 'FAILED'}  ${name}  ${((Date.now() - begin) / 1000).toFixed(1)} s`,
  );
}

/**
 * A suite of Vitest; a run that reports no test has failed.
 * @param show its output: as it comes, as one piece at its end, or only when it failed
 */
async function vitest(project, show, ...filters) {
  const begin = Date.now();
  const file = path.join(results, `${project}.json`);
  rmSync(file, { force: true });
  const { code, output } = await run(
    bin('vitest'),
    [
      'run',
      '--project',
      project,
      '--reporter',
      full ? 'verbose' : 'default',
      '--reporter',
      'json',
      '--outputFile.json',
      file,
      ...filters,
    ],
    show === 'live',
  );
  if (show === 'whole' || code !== 0) process.stdout.write(output);
  let report = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`${project}: no report (${error.message})`);
  }
  const failed = Math.max(report.numFailedTests, code !== 0 || report.numPassedTests === 0 ? 1 : 0);
  total.passed += report.numPassedTests;
  total.failed += failed;
  total.skipped += report.numPendingTests + report.numTodoTests;
  console.log(
    `${failed === 0 ? 'ok' : 'FAILED'}  ${project}: ${report.numPassedTests} passed, ${failed} failed  ${((Date.now() - begin) / 1000).toFixed(1)} s`,
  );
}

const suites = {
  format: () => single('format', bin('prettier'), ['--check', '--log-level', 'warn', '.']),
  lint: () => single('lint', bin('eslint'), ['.', '--max-warnings', '0']),
  contracts: () => single('contracts', process.execPath, ['libs/contracts/check.mjs']),
  compose: () => single('compose file', process.execPath, ['deploy/compose-check/check.mjs']),
  unit: () => vitest('unit', 'failure'),
  contract: (show = 'live') => vitest('contract', show),
  e2e: (show = 'live') => vitest('e2e', show),
  langgraph: (show = 'live') => vitest('langgraph', show),
  clients: (show = 'live') => vitest('clients', show),
  faults: (show = 'live') => vitest('faults', show),
};

/** Two suites at any time, in this order: each has processes and folders of its own, and all wait more than they work. */
async function twoAtATime(...names) {
  const lane = async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) await suites[name]('whole');
  };
  await Promise.all([lane(), lane()]);
}

function changedBase() {
  const dirty =
    spawnSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' }).stdout.trim() !== '';
  return dirty ? 'HEAD' : 'HEAD~1';
}

async function check() {
  const base = changedBase();
  const names = spawnSync('git', ['diff', '--name-only', '--diff-filter=d', base], {
    cwd: root,
    encoding: 'utf8',
  }).stdout.split('\n');
  const fresh = spawnSync('git', ['ls-files', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  }).stdout.split('\n');
  const files = [...names, ...fresh].filter((name) => /\.(ts|mjs|json|md|ya?ml)$/.test(name));
  const code = files.filter((name) => /\.(ts|mjs)$/.test(name) && !name.includes('/generated/'));
  if (files.length > 0)
    await single('format', bin('prettier'), ['--check', '--log-level', 'warn', '--ignore-unknown', ...files]);
  if (code.length > 0)
    await single('lint', bin('eslint'), ['--max-warnings', '0', '--no-warn-ignored', ...code]);
  if (files.some((name) => name.startsWith('proto/') || name.startsWith('libs/contracts/')))
    await suites.contracts();
  await single('affected units', bin('nx'), [
    'affected',
    '-t',
    'unit',
    `--base=${base}`,
    '--parallel=2',
    '--outputStyle=static',
  ]);
  await vitest('unit', 'failure', 'test/architecture');
}

mkdirSync(results, { recursive: true });
if (args.includes('--check')) await check();
else if (args.includes('--faults')) await suites.faults();
else if (only !== undefined) {
  if (!(only in suites)) {
    console.error(`no suite ${only}\n\n${USAGE}`);
    process.exit(64);
  }
  await suites[only]();
} else {
  // Meanwhile, as it waits for the network. The suites that need it wait for it, and try again where this failed.
  supply('langgraph', 'clients').catch((error) => console.log(`not installed yet: ${error.message}`));
  await Promise.all([suites.format(), suites.lint()]);
  await suites.contracts();
  await suites.compose();
  await suites.unit();
  await twoAtATime('contract', 'faults', 'e2e', 'clients', 'langgraph');
}
console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
