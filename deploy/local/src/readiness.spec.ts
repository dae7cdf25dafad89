import { describe, expect, it } from 'vitest';
import { Readiness } from './readiness.js';
import { SupervisedProcess } from './supervised-process.js';

/** A process that was never started, and so is not ready. */
function waitingFor(name: string): SupervisedProcess {
  const nothing = (): void => undefined;
  const plan = { name, script: '', args: [], env: {} };
  return new SupervisedProcess(plan, '/logs', {
    ready: nothing,
    died: nothing,
    gaveUp: nothing,
    line: nothing,
  });
}

describe('the wait for readiness', () => {
  it('ends at once when there is nothing to wait for', async () => {
    await expect(new Readiness().all([])).resolves.toBeUndefined();
  });

  it('gives up on a process that keeps dying, and names its log', async () => {
    const readiness = new Readiness();
    const outcome = expect(readiness.all([waitingFor('approval')])).rejects.toThrow(
      'Does not start: approval (see /logs/approval.log)',
    );
    for (let death = 0; death < 4; death++) readiness.died('approval');
    await outcome;
  });

  it('ends at once with what a process says that it is in vain to start again', async () => {
    const readiness = new Readiness();
    const outcome = expect(readiness.all([waitingFor('gateway')])).rejects.toThrow(
      'gateway cannot start (exit code 64: wrong).\n  gateway: the environment has 1 problem:\n  gateway:   - X: is bad',
    );
    readiness.gaveUp('gateway', 'exit code 64: wrong', [
      'gateway: the environment has 1 problem:',
      'gateway:   - X: is bad',
    ]);
    readiness.gaveUp('approval', 'exit code 64: wrong', []);
    await outcome;
  });

  it('ends when the start is broken off', async () => {
    const readiness = new Readiness();
    const outcome = expect(readiness.all([waitingFor('gateway')])).rejects.toThrow(/broken off/);
    readiness.changed();
    readiness.breakOff();
    await outcome;
    await expect(readiness.all([waitingFor('gateway')])).rejects.toThrow(/broken off/);
  });
});
