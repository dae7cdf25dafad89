import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAlive } from './state-folder.js';
import { SupervisedProcess, type ProcessEvents } from './supervised-process.js';

/** A Node process starts within this time on a loaded two-core machine. */
const startMsMax = 15_000;
let folder: string;
let running: SupervisedProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-supervised-'));
});
afterEach(async () => {
  await running?.stop();
  rmSync(folder, { recursive: true });
});

function supervise(argument: string, events: Partial<ProcessEvents> = {}): SupervisedProcess {
  const script = path.join(import.meta.dirname, 'fixtures', 'child.mjs');
  const plan = { name: 'child', script, args: [argument], env: { PATH: process.env['PATH'] ?? '' } };
  const nothing = (): void => undefined;
  running = new SupervisedProcess(plan, folder, {
    ...{ ready: nothing, died: nothing, gaveUp: nothing, line: nothing },
    ...events,
  });
  running.start();
  return running;
}

describe('a supervised process', () => {
  it('is ready when it says so, announces where it listens, answers and logs', async () => {
    const lines: string[] = [];
    const child = supervise('stays', { line: (text) => lines.push(text) });
    await vi.waitFor(() => expect(child.ready).toBe(true), startMsMax);
    expect(child.announced.admin).toBe(`http://127.0.0.1:${child.pid ?? 0}`);
    expect(await child.ask('hello')).toEqual({ type: 'hello', answer: child.pid });
    await vi.waitFor(() => expect(lines).toEqual(['child warn: argument stays']), startMsMax);
    await vi.waitFor(
      () => expect(readFileSync(child.logFile, 'utf8')).toContain('argument stays'),
      startMsMax,
    );
  });

  it('is started again when it dies', async () => {
    const deaths: string[] = [];
    const pids = new Set<number | undefined>();
    const child = supervise('dies', {
      died: (name, how, pauseMs) => deaths.push(`${name} ${how} ${pauseMs}`),
      ready: () => pids.add(running?.pid),
    });
    await vi.waitFor(() => expect(pids.size).toBeGreaterThanOrEqual(2), startMsMax);
    expect(deaths[0]).toBe('child exit code 3 250');
    await child.stop();
    expect(isAlive(child.pid ?? 0)).toBe(false);
  });

  it.each([64, 65, 78])('is given up when its first start ends with exit code %i', async (code) => {
    const given: unknown[] = [];
    const deaths: string[] = [];
    supervise(`refuses-${code}`, {
      died: (name) => deaths.push(name),
      gaveUp: (name, why, said) => given.push([name, why, said]),
    });
    const why = expect.stringMatching(new RegExp(`^exit code ${code}: .`)) as string;
    await vi.waitFor(() => expect(given).toEqual([['child', why, ['child:   - X: is bad']]]), startMsMax);
    expect(deaths).toEqual([]);
  });

  it('is started again with the same exit code when it was ready before', async () => {
    const deaths: string[] = [];
    supervise('ends-64', { died: (_name, how) => deaths.push(how) });
    await vi.waitFor(() => expect(deaths).toContain('exit code 64'), startMsMax);
  });

  it('stays away once it was stopped', async () => {
    const deaths: string[] = [];
    const child = supervise('stays', { died: (name) => deaths.push(name) });
    await vi.waitFor(() => expect(child.ready).toBe(true), startMsMax);
    await child.stop();
    expect(deaths).toEqual([]);
    expect(isAlive(child.pid ?? 0)).toBe(false);
  });
});
