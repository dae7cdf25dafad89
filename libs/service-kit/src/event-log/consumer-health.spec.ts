/** When a consumer is called sick. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ConsumerHealth } from './consumer-health.js';

describe('ConsumerHealth', () => {
  let nowMs = 0;
  let health: ConsumerHealth;
  beforeEach(() => {
    nowMs = 0;
    health = new ConsumerHealth({ stallMsMax: 100, lostMsMax: 1_000 }, () => nowMs);
  });

  it('calls a crash at once, until the consumer is back', () => {
    health.crashed('no codec');
    expect(health.problem()).toBe('consumer crashed: no codec');
    health.recovered();
    expect(health.problem()).toBeUndefined();
  });

  it('is patient with a lost log, counted from the first sign', () => {
    health.lost('refused');
    nowMs = 900;
    health.lost('refused');
    expect(health.problem()).toBeUndefined();
    nowMs = 1_001;
    expect(health.problem()).toContain('event log lost for 1001 ms');
    health.recovered();
    expect(health.problem()).toBeUndefined();
  });

  it('counts a batch that is tried again from its first try', () => {
    health.began('traffic/0');
    nowMs = 90;
    health.began('traffic/0');
    nowMs = 101;
    expect(health.problem()).toContain('traffic/0 has not moved for 101 ms');
    health.ended('traffic/0');
    expect(health.problem()).toBeUndefined();
  });
});
