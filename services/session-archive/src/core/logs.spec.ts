import { topics } from '@sallyport/contracts/topics';
import { describe, expect, it } from 'vitest';
import { allLogs, archivedTopics, isTraffic, logName, logOf, sourceOf } from './logs.js';

describe('the logs', () => {
  it('are numbered through, one for each partition of each topic that the archive reads', () => {
    const read = Object.entries(topics).filter(([, row]) =>
      (row.readers as readonly string[]).includes('session-archive'),
    );
    expect(read.map(([topic]) => topic)).toEqual([...archivedTopics, 'sallyport.findings.v1']);
    expect(allLogs.map(logName)).toEqual([
      ...[0, 1, 2, 3, 4, 5, 6, 7].map((partition) => `traffic/${partition}`),
      ...[0, 1, 2, 3].map((partition) => `decisions/${partition}`),
    ]);
    for (const log of allLogs) {
      const { topic, partition } = sourceOf(log);
      expect(logOf(topic, partition)).toBe(log);
    }
  });

  it('of gateways are those alone whose requests must end', () => {
    expect(allLogs.filter(isTraffic)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('of other topics are not there', () => {
    expect(() => logOf('sallyport.findings.v1', 0)).toThrow(RangeError);
    expect(() => logOf('sallyport.decisions.v1', 4)).toThrow(RangeError);
    expect(() => sourceOf(12)).toThrow(RangeError);
  });
});
