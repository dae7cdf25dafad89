/** Parts start in order, stop in reverse, and are asked for liveness and readiness. */
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { PartList } from './part-list.js';
import type { Part } from './service-definition.js';

const silent = pino({ level: 'silent' });

function recordingPart(name: string, happened: string[], more: Partial<Part> = {}): Part {
  return {
    name,
    start: () => {
      happened.push(`start ${name}`);
      return Promise.resolve();
    },
    stop: () => {
      happened.push(`stop ${name}`);
      return Promise.resolve();
    },
    ...more,
  };
}

const unhurried = (): AbortSignal => new AbortController().signal;

describe('PartList', () => {
  it('stops in the reverse order of the start, one after the other', async () => {
    const happened: string[] = [];
    const parts = new PartList(silent);
    for (const name of ['a', 'b', 'c']) await parts.start(recordingPart(name, happened));
    expect(await parts.stop(unhurried())).toBe('finished');
    expect(happened).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a']);
  });

  it('stops the others when one fails, and says that it was cut', async () => {
    const happened: string[] = [];
    const parts = new PartList(silent);
    await parts.start(recordingPart('a', happened));
    await parts.start(recordingPart('b', happened, { stop: () => Promise.reject(new Error('stuck')) }));
    expect(await parts.stop(unhurried())).toBe('cut');
    expect(happened.at(-1)).toBe('stop a');
  });

  it('does not stop what never started', async () => {
    const happened: string[] = [];
    const parts = new PartList(silent);
    await parts.start(recordingPart('a', happened));
    const failing = recordingPart('b', happened, { start: () => Promise.reject(new Error('no')) });
    await expect(parts.start(failing)).rejects.toThrow('no');
    await parts.stop(unhurried());
    expect(happened).toEqual(['start a', 'stop a']);
  });

  it('is cut when the deadline passes while a part stops', async () => {
    const parts = new PartList(silent);
    const deadline = new AbortController();
    const slow = recordingPart('slow', [], {
      stop: () => {
        deadline.abort();
        return Promise.resolve();
      },
    });
    await parts.start(slow);
    expect(await parts.stop(deadline.signal)).toBe('cut');
  });

  it('leaves a part behind that overruns the deadline, and stops the others', async () => {
    const happened: string[] = [];
    const parts = new PartList(silent);
    await parts.start(recordingPart('a', happened));
    await parts.start(recordingPart('b', happened, { stop: () => new Promise<void>(() => undefined) }));
    expect(await parts.stop(AbortSignal.timeout(20))).toBe('cut');
    expect(happened.at(-1)).toBe('stop a');
  });

  it('says that something outside was away, when a part that needs it overruns the deadline', async () => {
    const parts = new PartList(silent);
    const never = { stop: () => new Promise<void>(() => undefined) };
    await parts.start(recordingPart('database', [], { ...never, away: () => 'it does not answer' }));
    await parts.start(recordingPart('consumer', [], never));
    expect(await parts.stop(AbortSignal.timeout(20))).toBe('away');
  });

  it('does not blame what is away when everything stopped', async () => {
    const parts = new PartList(silent);
    await parts.start(recordingPart('database', [], { away: () => 'it does not answer' }));
    expect(await parts.stop(unhurried())).toBe('finished');
  });

  it('is ready only while it runs and every part is ready and alive', async () => {
    const state: { problem?: string; death?: string } = {};
    const parts = new PartList(silent);
    await parts.start(recordingPart('a', [], { unready: () => state.problem, dead: () => state.death }));
    expect(parts.unready()).toEqual([{ part: 'service', problem: 'starting' }]);
    parts.running();
    expect(parts.unready()).toEqual([]);
    state.problem = 'no database';
    expect(parts.unready()).toEqual([{ part: 'a', problem: 'no database' }]);
    expect(parts.dead()).toEqual([]);
    state.death = 'stalled';
    expect(parts.dead()).toEqual([{ part: 'a', problem: 'stalled' }]);
    expect(parts.unready()).toHaveLength(2);
    await parts.stop(unhurried());
    expect(parts.unready()).toEqual([{ part: 'service', problem: 'stopped' }]);
  });

  it('shows what somebody should see to, and is ready all the same', async () => {
    const parts = new PartList(silent);
    await parts.start(recordingPart('a', [], { alert: () => 'a door is stuck' }));
    parts.running();
    expect(parts.unready()).toEqual([]);
    expect(parts.alerts()).toEqual([{ part: 'a', problem: 'a door is stuck' }]);
  });

  it('names the part that is starting', async () => {
    const parts = new PartList(silent);
    let seen: unknown;
    const looking = recordingPart('b', [], {
      start: () => {
        seen = parts.unready();
        return Promise.resolve();
      },
    });
    await parts.start(looking);
    expect(seen).toEqual([{ part: 'service', problem: 'starting b' }]);
  });
});
