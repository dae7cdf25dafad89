/** CPU time per thread from /proc, and what threads are for, by their names. */
import { readdirSync } from 'node:fs';
import { isGone, linesOf } from './cores.js';

/** CPU nanoseconds by `<pid>/<tid> <name>`. */
export type ThreadTimes = ReadonlyMap<string, number>;

const NS_PER_TICK = 1e7; // USER_HZ is 100 on every Linux that Node runs on.

/** CPU time of all threads of these processes so far. */
export function readThreads(pids: readonly number[]): ThreadTimes {
  const times = new Map<string, number>();
  for (const pid of pids) {
    for (const tid of tasksOf(pid)) {
      const folder = `/proc/${pid}/task/${tid}`;
      const name = linesOf(`${folder}/comm`)[0] ?? '';
      if (name !== '') times.set(`${pid}/${tid} ${name}`, cpuNsOf(folder));
    }
  }
  return times;
}

function tasksOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** Exact where the kernel keeps schedstat; otherwise user and system time of `stat`, in ticks of 10 ms. */
function cpuNsOf(folder: string): number {
  const exact = Number(linesOf(`${folder}/schedstat`)[0]?.split(' ')[0]);
  if (exact > 0) return exact;
  const fields = (linesOf(`${folder}/stat`)[0] ?? '').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * NS_PER_TICK;
}

/** What a thread of a Node process does, by its name; other programs' threads keep their names. */
const roles: readonly (readonly [pattern: RegExp, role: string])[] = [
  [/^(MainThread|node)$/, 'main'],
  [/^libuv-worker$/, 'libuv'],
  [/^(V8Worker|DelayedTaskSche|SignalInspector)$/, 'v8'],
];

/** CPU nanoseconds that passed between two readings, by role; threads without any are left out. */
export function cpuByRole(before: ThreadTimes, after: ThreadTimes): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [thread, ns] of after) {
    const name = thread.slice(thread.indexOf(' ') + 1);
    const role = roles.find(([pattern]) => pattern.test(name))?.[1] ?? name;
    const spent = ns - (before.get(thread) ?? 0);
    if (spent > 0) sums.set(role, (sums.get(role) ?? 0) + spent);
  }
  return sums;
}

/** Resident memory of these processes, in bytes. */
export function residentBytes(pids: readonly number[]): number {
  const kib = pids.map((pid) =>
    /^VmRSS:\s+(\d+)/.exec(linesOf(`/proc/${pid}/status`).find((line) => line.startsWith('VmRSS')) ?? ''),
  );
  return kib.reduce((sum, match) => sum + Number(match?.[1] ?? 0) * 1024, 0);
}
