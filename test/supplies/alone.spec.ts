/** Installs of the same thing in one clone: one process at a time, and a killed one holds nobody up. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { root } from '../harness/service-process.js';

const lock = pathToFileURL(path.join(root, 'deploy/local/bootstrap/lock.mjs')).href;
/** Says when it is alone, stays so until it is told to go on, and says that before it ends. */
const program = `
  const { alone } = await import('${lock}');
  await alone(process.argv[1], async () => {
    process.send('begun');
    await new Promise((resolve) => process.once('message', resolve));
    process.send('ended');
  });
  process.disconnect();
`;

const start = (thing: string): ChildProcess =>
  spawn(process.execPath, ['--input-type=module', '-e', program, thing], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
const said = async (child: ChildProcess): Promise<unknown> =>
  ((await once(child, 'message')) as unknown[])[0];
const lockOf = (thing: string): string => path.join(root, '.sallyport', `${thing}.lock`);

it('begins when the one before has ended, and leaves no lock', async () => {
  const thing = randomUUID();
  const first = start(thing);
  expect(await said(first)).toBe('begun');
  const second = start(thing);
  const heard: string[] = [];
  for (const [name, child] of Object.entries({ first, second })) {
    child.on('message', (word: string) => heard.push(`${name} ${word}`));
  }
  // It says that it waits: from here on it would begin if it could.
  expect(String(await once(second.stderr ?? second, 'data'))).toContain(`process ${first.pid ?? ''}`);
  const ended = [first, second].map((child) => once(child, 'exit'));
  first.send('go on');
  await once(second, 'message');
  second.send('go on');
  await Promise.all(ended);
  expect(heard).toEqual(['first ended', 'second begun', 'second ended']);
  expect(existsSync(lockOf(thing))).toBe(false);
});

it('takes over from one that was killed', async () => {
  const thing = randomUUID();
  const killed = start(thing);
  expect(await said(killed)).toBe('begun');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect(existsSync(lockOf(thing))).toBe(true);
  const heir = start(thing);
  expect(await said(heir)).toBe('begun');
  heir.send('go on');
  await once(heir, 'exit');
  expect(existsSync(lockOf(thing))).toBe(false);
});
