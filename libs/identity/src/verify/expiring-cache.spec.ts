import { describe, expect, it } from 'vitest';
import { ExpiringCache } from './expiring-cache.js';

describe('an expiring cache', () => {
  it('forgets at the time said', () => {
    const cache = new ExpiringCache<number>(10);
    cache.set('a', 1, 100);
    expect(cache.get('a', 99)).toBe(1);
    expect(cache.get('a', 100)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('lets the least recently used go when it is full', () => {
    const cache = new ExpiringCache<number>(2);
    cache.set('a', 1, 10_000);
    cache.set('b', 2, 10_000);
    cache.get('a', 0);
    cache.set('c', 3, 10_000);
    expect(['a', 'b', 'c'].map((key) => cache.get(key, 0))).toEqual([1, undefined, 3]);
    cache.get('c', 500);
    cache.get('a', 1_000);
    cache.set('d', 4, 10_000);
    expect(['a', 'c', 'd'].map((key) => cache.get(key, 1_000))).toEqual([1, undefined, 4]);
  });

  it('drops what a condition says, or all', () => {
    const cache = new ExpiringCache<number>(10);
    for (const value of [1, 2, 3]) cache.set(String(value), value, 100);
    cache.drop((value) => value > 1);
    expect(cache.size).toBe(1);
    cache.drop();
    expect(cache.size).toBe(0);
  });
});
