// Measures encoding and decoding of one event with each generator: `node test/load/generators/compare.mjs` after a build.
// Figures are CPU time of this process, so that other work on the machine disturbs them less; rounds alternate.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { protobufEs, protobufJs, tsProto, tsProtoInPlace } from './candidates.mjs';

const ROUNDS = 9;
/** Long enough that the clock's grain and a garbage collection do not matter, short enough for a coffee-less wait. */
const ROUND_MS = 250;

const root = fileURLToPath(new URL('../../../', import.meta.url));
const cache = join(root, 'node_modules', '.cache');
mkdirSync(cache, { recursive: true });
// Below node_modules, so that the generated code finds its runtime and git never sees it.
const folder = mkdtempSync(join(cache, 'sallyport-generators-'));

try {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const version = (name) =>
    createRequire(import.meta.url)(join(root, 'node_modules', name, 'package.json')).version;
  const candidates = [
    { name: `ts-proto ${version('ts-proto')} (in use)`, ...(await tsProto()) },
    { name: 'ts-proto, written in place', ...(await tsProtoInPlace()) },
    { name: `protoc-gen-es ${version('@bufbuild/protobuf')}`, ...(await protobufEs(root, folder)) },
    { name: `protobufjs ${version('protobufjs')}`, ...(await protobufJs(root)) },
  ];
  report(candidates.map((candidate) => ({ ...candidate, rounds: { encode: [], decode: [] } })));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function report(candidates) {
  const [first] = candidates;
  const bytes = Buffer.from(first.encode());
  // All write the same event, judged by one decoder (protobufjs writes default values too, the others leave them out),
  // and all decoders read it: otherwise the comparison would be of different things.
  const meaning = JSON.stringify(first.decode(bytes));
  for (const { name, encode, decode, subjectOf } of candidates) {
    if (JSON.stringify(first.decode(encode())) !== meaning) throw new Error(`${name} encodes something else`);
    if (subjectOf(decode(bytes)) !== subjectOf(first.decode(bytes)))
      throw new Error(`${name} decodes something else`);
  }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { encode, decode, rounds } of candidates) {
      const figures = { encode: cpuMicroseconds(encode), decode: cpuMicroseconds(() => decode(bytes)) };
      // The first round warms up.
      if (round > 0) for (const verb of ['encode', 'decode']) rounds[verb].push(figures[verb]);
    }
  }
  console.log(`event of ${bytes.length} bytes; ${cpus()[0]?.model.trim()}, Node ${process.version}`);
  console.log(
    '\n| generator | encode, µs | decode, µs | both, against ts-proto |\n| --- | --: | --: | --: |',
  );
  const total = ({ rounds }) => median(rounds.encode) + median(rounds.decode);
  for (const candidate of candidates) {
    const { encode, decode } = candidate.rounds;
    const ratio = (total(candidate) / total(first)).toFixed(1);
    console.log(
      `| ${candidate.name} | ${median(encode).toFixed(2)} | ${median(decode).toFixed(2)} | ${ratio}× |`,
    );
  }
}

/** CPU time of one call, in microseconds, from calls for ROUND_MS of CPU time. */
function cpuMicroseconds(call) {
  const startedAt = process.cpuUsage();
  let calls = 0;
  for (;;) {
    for (let index = 0; index < 500; index++) call();
    calls += 500;
    const { user, system } = process.cpuUsage(startedAt);
    if (user + system >= ROUND_MS * 1000) return (user + system) / calls;
  }
}

function median(values) {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
