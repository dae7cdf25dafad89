import { describe, expect, it } from 'vitest';
import { RefusalFolds } from './fold-refusals.js';

const limits = { windowMs: 1_000, kindsMax: 3, kindsPerGroupMax: 3, atOnceMax: 1 };

describe('like refusals', () => {
  it('are one event at once and one with the count of the rest', () => {
    const folds = new RefusalFolds<string>(limits);
    const noted = Array.from({ length: 5 }, (_, at) => folds.note('a', 'rest', at, () => `sample ${at}`));
    expect(noted).toEqual([true, false, false, false, false]);
    expect(folds.sweep(999)).toEqual([]);
    expect(folds.sweep(1_000)).toEqual([{ sample: 'sample 1', count: 4, firstUs: 1_000 }]);
    expect(folds.note('a', 'rest', 1_001, () => '')).toBe(true);
  });

  it('leave nothing behind when there was only one', () => {
    const folds = new RefusalFolds<string>(limits);
    folds.note('a', 'rest', 0, () => '');
    expect(folds.sweep(1_000)).toEqual([]);
    expect(folds.size).toBe(0);
  });

  it('stay bounded: beyond the limit kinds are no longer told apart, and none goes uncounted', () => {
    const folds = new RefusalFolds<string>(limits);
    let atOnce = 0;
    for (let at = 0; at < 10_000; at++) if (folds.note(`source ${at}`, 'rest', 0, () => 'rest')) atOnce++;
    expect(folds.size).toBe(4);
    expect(atOnce).toBe(4);
    expect(folds.sweep(1, true)).toEqual([{ sample: 'rest', count: 9_996, firstUs: 0 }]);
  });

  it('of one group take no room from others, and are told as unlike beyond its own', () => {
    const folds = new RefusalFolds<string>({ ...limits, kindsMax: 100, kindsPerGroupMax: 2 });
    for (let at = 0; at < 10; at++) folds.note(`a ${at}`, 'a', 0, (what) => `a ${what}`);
    expect(folds.note('b 0', 'b', 0, () => 'b')).toBe(true);
    expect(folds.note('b 0', 'b', 0, (what) => `b ${what}`)).toBe(false);
    expect(folds.size).toBe(4);
    expect(folds.sweep(1_000)).toEqual([
      { sample: 'a mixed', count: 7, firstUs: 0 },
      { sample: 'b like', count: 1, firstUs: 0 },
    ]);
    expect(folds.note('a 5', 'a', 1_001, () => '')).toBe(true);
  });
});
