/** Publish → consumed, as a process on core 1: appends one message at a time at an even pace and reads it back in a group. */
import { randomUUID } from 'node:crypto';
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import type { Spread } from '../client/order.js';
import { trafficTopic } from '../measure/recorded.js';
import { endWithParent } from '../targets/process-end.js';
import { openEventLog } from './open-event-log.js';
import type { LogAddress } from './open-event-log.js';
import { recordedExchanges } from './recorded-exchanges.js';

export interface LatencyOrder {
  readonly address: LogAddress;
  readonly messages: number;
  readonly messagesPerS: number;
}

export interface LatencyResult {
  readonly type: 'result';
  /** From the call of append until it is durable. */
  readonly appendMs: Spread;
  /** From the call of append until the consumer has it. */
  readonly consumedMs: Spread;
}

const ARRIVE_MS_MAX = 10_000; // After the last append; ten times the slowest seen on a loaded machine.
/** Not counted: connections, plans and compiled code come first. Half as many as are measured, and at least these. */
const WARM_UP_MESSAGES_MIN = 100;

class Latencies {
  readonly #histogram = createHistogram({ figures: 3 });

  record(ms: number): void {
    this.#histogram.record(Math.max(1, Math.round(ms * 1e6)));
  }

  spread(): Spread {
    const ms = (ns: number): number => ns / 1e6;
    return {
      p50: ms(this.#histogram.percentile(50)),
      p99: ms(this.#histogram.percentile(99)),
      max: ms(this.#histogram.max),
    };
  }
}

async function measure(log: EventLog, { messages, messagesPerS }: LatencyOrder): Promise<LatencyResult> {
  const warmUp = Math.max(WARM_UP_MESSAGES_MIN, messages / 2);
  const append = new Latencies();
  const consumed = new Latencies();
  const sentAtMs = new Map<string, number>();
  let arrived = 0;
  const consumer = await log.consume({
    group: `bench-${randomUUID()}`,
    topics: [trafficTopic],
    batchMessagesMax: 500,
    batchBytesMax: 1024 * 1024,
    onAssigned: (partitions) => Promise.resolve(partitions.map((each) => ({ ...each, offset: 0 }))),
    onRevoked: () => Promise.resolve(),
    onBatch: ({ messages: batch }) => {
      for (const { headers } of batch) {
        const sentMs = sentAtMs.get(headers.bench ?? '');
        if (sentMs === undefined) continue; // Another run's, or one delivered twice.
        sentAtMs.delete(headers.bench ?? '');
        arrived++;
        if (arrived > warmUp) consumed.record(performance.now() - sentMs);
      }
      return Promise.resolve();
    },
  });
  const startMs = performance.now();
  let index = 0;
  const appends: Promise<void>[] = [];
  for (const message of recordedExchanges((messages + warmUp) / 2)) {
    const dueMs = startMs + (index * 1000) / messagesPerS;
    if (dueMs > performance.now()) await pause(dueMs - performance.now());
    const name = String(index++);
    const sentMs = performance.now();
    sentAtMs.set(name, sentMs);
    const timed = async (): Promise<void> => {
      await log.append(trafficTopic, [{ ...message, headers: { ...message.headers, bench: name } }]);
      if (Number(name) >= warmUp) append.record(performance.now() - sentMs);
    };
    appends.push(timed());
  }
  await Promise.all(appends);
  const giveUpMs = performance.now() + ARRIVE_MS_MAX;
  while (arrived < index) {
    if (performance.now() > giveUpMs)
      throw new Error(`${index - arrived} of ${index} messages did not arrive`);
    await pause(20);
  }
  await consumer.stop();
  return { type: 'result', appendMs: append.spread(), consumedMs: consumed.spread() };
}

async function run(order: LatencyOrder): Promise<void> {
  const log = openEventLog(order.address);
  await log.ensureTopics();
  const result = await measure(log, order);
  process.send?.(result);
  await log.close();
}

process.once('message', (order: LatencyOrder) => {
  void run(order);
});
endWithParent();
