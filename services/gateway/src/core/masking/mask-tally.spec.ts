import { describe, expect, it } from 'vitest';
import type { MaskedAction, MaskReport } from '@sallyport/masking/actions/mask-report';
import { MaskTally } from './mask-tally.js';

const report = (finds: readonly (readonly [string, MaskedAction, number])[]): MaskReport => ({
  counts: finds.map(([kind, action]) => ({ kind, action, count: 1 })),
  positions: finds.map(([kind, action, start]) => ({ kind, action, start, end: start + 4, score: 1 })),
  failures: [],
});

describe('MaskTally', () => {
  it('tells of each kind, action and position how often and where', () => {
    const tally = new MaskTally();
    tally.add(
      report([
        ['email', 'redact', 3],
        ['card', 'record', 9],
      ]),
      'user',
      0,
    );
    tally.add(report([['email', 'redact', 7]]), 'user', 2);
    tally.add(report([['email', 'redact', 1]]), 'system', 3);
    expect(tally.masked).toEqual([
      {
        kind: 'email',
        action: 'redact',
        position: 'user',
        count: 2,
        places: [
          { text: 0, start: 3, end: 7 },
          { text: 2, start: 7, end: 11 },
        ],
      },
      {
        kind: 'card',
        action: 'record',
        position: 'user',
        count: 1,
        places: [{ text: 0, start: 9, end: 13 }],
      },
      {
        kind: 'email',
        action: 'redact',
        position: 'system',
        count: 1,
        places: [{ text: 3, start: 1, end: 5 }],
      },
    ]);
  });

  it('leaves out what was found and not masked', () => {
    const tally = new MaskTally();
    tally.add(report([['email', 'report', 3]]), 'user', 0);
    expect(tally.masked).toEqual([]);
  });

  it('counts all and tells the first eight places', () => {
    const tally = new MaskTally();
    for (let text = 0; text < 20; text += 1) tally.add(report([['email', 'redact', 0]]), 'user', text);
    const [entry] = tally.masked;
    expect(entry?.count).toBe(20);
    expect(entry?.places.map(({ text }) => text)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('has at most 64 entries, the last of which counts what had no room', () => {
    const tally = new MaskTally();
    for (let kind = 0; kind < 100; kind += 1)
      tally.add(report([[`kind-${kind}`, 'redact', 0]]), 'user', kind);
    const { masked } = tally;
    expect(masked).toHaveLength(64);
    expect(masked.at(-1)).toEqual({ kind: 'more', action: '', position: '', count: 37, places: [] });
  });

  it('tells each failure once', () => {
    const tally = new MaskTally();
    const failed: MaskReport = {
      counts: [],
      positions: [],
      failures: [{ detector: 'email', cause: 'threw' }],
    };
    tally.add(failed, 'user', 0);
    tally.add(failed, 'user', 1);
    expect(tally.failures).toEqual([{ detector: 'email', cause: 'threw' }]);
  });
});
