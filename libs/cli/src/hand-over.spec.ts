/** The process an older Node is: it ends as the one it handed over to, and leaves none behind. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';

const fixture = path.join(import.meta.dirname, 'fixtures', 'hand-over.mjs');
let running: ChildProcessByStdio<null, Readable, null> | undefined;
afterEach(() => running?.kill('SIGKILL'));

/** Hands over to a program; resolves with the first it prints. */
async function handOverTo(program: string): Promise<{ process: NonNullable<typeof running>; said: string }> {
  running = spawn(process.execPath, [fixture, '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = (await once(running.stdout, 'data')) as [Buffer];
  return { process: running, said: chunk.toString() };
}

const stay = 'setInterval(() => {}, 1000); console.log(process.pid);';

describe('handing over to another Node', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('passes %s on and ends by it', async (signal) => {
    const { process: handing, said } = await handOverTo(stay);
    handing.kill(signal);
    expect(await once(handing, 'close')).toEqual([null, signal]);
    expect(() => process.kill(Number(said), 0)).toThrow('ESRCH');
  });

  it('ends with the exit code, also of a program that ends in order on a signal', async () => {
    const { process: handing } = await handOverTo(`process.on('SIGTERM', () => process.exit(66)); ${stay}`);
    handing.kill('SIGTERM');
    expect(await once(handing, 'close')).toEqual([66, null]);
    const { process: failing } = await handOverTo('console.log(1); process.exitCode = 77');
    expect(await once(failing, 'close')).toEqual([77, null]);
  });
});
