import { describe, expect, it } from 'vitest';
import { threadProfile } from './cpu-profile.js';

const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
  id,
  callFrame: { functionName, url, lineNumber: 9 },
  children,
});

describe('threadProfile', () => {
  it('adds up own time and time with calls, recursion once, idle time not at all', () => {
    const profile = threadProfile(
      'main',
      {
        nodes: [
          node(1, '(root)', '', [2, 5]),
          node(2, 'outer', 'file:///x/libs/wire/dist/a.js', [3]),
          node(3, 'inner', 'file:///x/node_modules/undici/lib/b.js', [4]),
          node(4, 'outer', 'file:///x/libs/wire/dist/a.js'),
          node(5, '(idle)', ''),
        ],
        samples: [2, 3, 4, 5, 2],
        timeDeltas: [10, 20, 40, 1000, 5],
        startTime: 100,
      },
      [{ fromUs: 100, toUs: 1170 }],
    );
    expect(profile.busyUs).toBe(70);
    expect(profile.functions).toEqual([
      { name: 'outer (wire/dist/a.js:10)', selfUs: 50, totalUs: 70 },
      { name: 'inner (undici/lib/b.js:10)', selfUs: 20, totalUs: 60 },
    ]);
  });
});
