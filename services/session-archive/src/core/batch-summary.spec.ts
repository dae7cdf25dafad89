import { describe, expect, it } from 'vitest';
import { Traffic } from '../fixtures/traffic.js';
import { BatchSummarizer } from './batch-summary.js';

describe('the summary of a batch', () => {
  it('opens what it does not close, and closes what it did not open', () => {
    const traffic = new Traffic();
    const [whole, opened, closed] = [traffic.requestId(), traffic.requestId(), traffic.requestId()];
    const events = [
      traffic.received('a', whole),
      traffic.received('b', opened),
      traffic.completed('a', whole),
      traffic.completed('a', closed),
    ];
    const summarizer = new BatchSummarizer();
    events.forEach(({ facts, event }, index) => summarizer.stored(facts, event.record, 100 + index));
    const summary = summarizer.summary();
    expect(summary.opened).toEqual([
      { requestId: opened, position: 101, replica: 'gateway-1', bootEpoch: 'boot-1' },
    ]);
    expect(summary.closed).toEqual([closed]);
    expect(summary.sessions.map((session) => [session.session, session.events])).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
  });

  it('counts signs of life for producers and not for sessions', () => {
    const traffic = new Traffic();
    const alive = traffic.alive();
    const summarizer = new BatchSummarizer();
    summarizer.sent(alive.facts, alive.event.record);
    summarizer.stored(alive.facts, alive.event.record, 0);
    const summary = summarizer.summary();
    expect(summary.sessions).toEqual([]);
    expect(summary.producers).toEqual([
      { replica: 'gateway-1', bootEpoch: 'boot-1', events: 1, sequenceMax: 1, stopping: false },
    ]);
  });
});
