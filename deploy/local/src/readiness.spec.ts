import { describe, expect, it } from 'vitest';
import { Readiness } from './readiness.js';
import { SupervisedProcess } from './supervised-process.js';

/** A process that was never started, and so is not ready. */
function waitingFor(name: string): SupervisedProcess {
  const nothing = (): void => undefined;
  const plan = { name, script: '', args: [], env: {} };
  return new SupervisedProcess(plan, '/logs', { ready: nothing, died: nothing, line: nothing });
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

  it('ends when the start is broken off', async () => {
    const readiness = new Readiness();
    const outcome = expect(readiness.all([waitingFor('gateway')])).rejects.toThrow(/broken off/);
    readiness.changed();
    readiness.breakOff();
    await outcome;
    await expect(readiness.all([waitingFor('gateway')])).rejects.toThrow(/broken off/);
  });
});
