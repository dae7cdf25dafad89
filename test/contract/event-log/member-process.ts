/** Starts `member-process.mjs` and follows what it reports. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Member, MemberOptions } from './rig.js';

interface Report {
  readonly assigned?: readonly number[];
  readonly revoked?: readonly number[];
  readonly received?: readonly string[];
  readonly joined?: true;
}

export async function startMemberProcess(
  log: { readonly kind: 'embedded' | 'kafka'; readonly address: string },
  options: MemberOptions,
): Promise<Member> {
  const program = fileURLToPath(new URL('member-process.mjs', import.meta.url));
  const child = fork(program, [JSON.stringify({ ...log, ...options })], {
    execArgv: ['--disable-warning=TimeoutNegativeWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const assigned = new Set<number>();
  const received: string[] = [];
  const joined = new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the member ended with ${String(code)} before it joined`)));
    child.on('message', (report: Report) => {
      for (const partition of report.assigned ?? []) assigned.add(partition);
      for (const partition of report.revoked ?? []) assigned.delete(partition);
      received.push(...(report.received ?? []));
      if (report.joined === true) resolve();
    });
  });
  await joined;
  return {
    assigned,
    received,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
