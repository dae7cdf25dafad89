/** Who runs and who started whom, from the system's own list: a process that only waits to be reaped does not run. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
}

/** `pid (any name) state parent …` */
function fromProc(pid: number): readonly Row[] {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    // It ended in between.
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code)))
      return [];
    throw error;
  }
  const [state = '', parent = ''] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return [{ pid, parent: Number(parent), state }];
}

function rows(): readonly Row[] {
  if (existsSync('/proc/self/stat')) {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => fromProc(Number(name)));
  }
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,state=']).toString().trim().split('\n');
  return lines.map((line) => {
    const [pid = '', parent = '', state = ''] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), state };
  });
}

const runs = ({ state }: Row): boolean => !/^[ZX]/.test(state);

/** Of these processes, those that run. */
export function running(pids: readonly number[]): readonly number[] {
  return rows()
    .filter((row) => runs(row) && pids.includes(row.pid))
    .map(({ pid }) => pid);
}

/** Everything that runs and was started by the process, or by what it started. */
export function descendants(pid: number): readonly number[] {
  const all = rows().filter(runs);
  const found: number[] = [];
  for (let parents = [pid]; parents.length > 0;) {
    parents = all.filter(({ parent }) => parents.includes(parent)).map((row) => row.pid);
    found.push(...parents);
  }
  return found;
}
