/** Reads V8 CPU profiles and says where each thread's time went: the functions with the most time of their own. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TimeSpan } from '../measure/sample.js';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
  };
  readonly children?: readonly number[];
}

interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds between samples; the first one counts from `startTime`. */
  readonly timeDeltas: readonly number[];
  /** Microseconds of the monotonic clock. */
  readonly startTime: number;
}

export interface FunctionTime {
  /** `function (file:line)`. */
  readonly name: string;
  readonly selfUs: number;
  /** Time in the function and in what it called; recursion counted once. */
  readonly totalUs: number;
}

export interface ThreadProfile {
  readonly file: string;
  /** Time in which the thread did something. */
  readonly busyUs: number;
  readonly functions: readonly FunctionTime[];
}

/** All profiles of a folder, cut to these spans of time, the busiest thread first. */
export function readProfiles(folder: string, spans: readonly TimeSpan[]): readonly ThreadProfile[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'));
  const profiles = files.map((file) =>
    threadProfile(file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile, spans),
  );
  return profiles.sort((a, b) => b.busyUs - a.busyUs);
}

const NOTHING_DONE = new Set(['(idle)', '(root)']);

export function threadProfile(file: string, profile: CpuProfile, spans: readonly TimeSpan[]): ThreadProfile {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)),
  );
  const selfOfNode = new Map<number, number>();
  let atUs = profile.startTime;
  profile.samples.forEach((id, index) => {
    atUs += profile.timeDeltas[index] ?? 0;
    if (!spans.some(({ fromUs, toUs }) => atUs >= fromUs && atUs <= toUs)) return;
    selfOfNode.set(id, (selfOfNode.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0));
  });
  const self = new Map<string, number>();
  const total = new Map<string, number>();
  let busyUs = 0;
  for (const [id, us] of selfOfNode) {
    const node = nodes.get(id);
    if (node === undefined || NOTHING_DONE.has(node.callFrame.functionName)) continue;
    busyUs += us;
    const name = nameOf(node);
    self.set(name, (self.get(name) ?? 0) + us);
    const onStack = new Set<string>();
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const caller = nodes.get(at);
      if (caller !== undefined && !NOTHING_DONE.has(caller.callFrame.functionName))
        onStack.add(nameOf(caller));
    }
    for (const each of onStack) total.set(each, (total.get(each) ?? 0) + us);
  }
  const functions = [...total].map(([name, totalUs]) => ({ name, totalUs, selfUs: self.get(name) ?? 0 }));
  return { file, busyUs, functions: functions.sort((a, b) => b.selfUs - a.selfUs) };
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  return `${name} (${shortened(url)}:${lineNumber + 1})`;
}

/** Package and file: enough to find it, short enough for a table. */
function shortened(url: string): string {
  if (url.startsWith('node:')) return url;
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  const inPackage = /(?:node_modules|libs|services)\/(.*)$/.exec(
    path.replace(/^.*node_modules\//, 'node_modules/'),
  );
  return inPackage?.[1] ?? basename(path);
}
