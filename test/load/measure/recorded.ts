/** Checks that what a gateway answered is really in the log: two events for each request, with the bodies that passed. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { decodeEvent } from '@sallyport/contracts/event-codec';
import type { DecodedEvent } from '@sallyport/contracts/event-codec';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import type { Exchange } from '../targets/exchange.js';

export const trafficTopic = 'sallyport.traffic.v1';
const ARRIVE_MS_MAX = 10_000; // Shipping takes milliseconds, joining a group up to seconds.

/** Messages in the log so far. */
export async function messagesInLog(log: EventLog): Promise<number> {
  const lags = await log.lag('bench-length', trafficTopic);
  return lags.reduce((sum, { end }) => sum + end, 0);
}

/** Waits until `requests` requests are in the log, each received once and completed once, and their bodies are right. */
export async function checkRecorded(
  log: EventLog,
  requests: number,
  exchanges: readonly Exchange[],
): Promise<void> {
  const received = new Map<string, number>();
  const completed = new Map<string, number>();
  const wrong: string[] = [];
  const bodies = new Set(exchanges.flatMap(({ requestBody, answer }) => [requestBody, answer]));
  const consumer = await log.consume({
    group: `bench-check-${randomUUID()}`,
    topics: [trafficTopic],
    batchMessagesMax: 500,
    batchBytesMax: 1024 * 1024,
    onAssigned: (partitions) => Promise.resolve(partitions.map((each) => ({ ...each, offset: 0 }))),
    onRevoked: () => Promise.resolve(),
    onBatch: ({ messages }) => {
      for (const { value } of messages) note(decodeEvent(value));
      return Promise.resolve();
    },
  });
  function note({ record, payloads }: DecodedEvent): void {
    const { body } = record;
    if (body?.$case === 'requestReceived') count(received, body.value.requestId);
    else if (body?.$case === 'requestCompleted') count(completed, body.value.requestId);
    else return;
    const recorded = payloads.map(({ content }) => Buffer.from(content).toString());
    if (!recorded.some((text) => bodies.has(text))) wrong.push(`${body.$case} without the body that passed`);
  }
  try {
    const giveUpMs = performance.now() + ARRIVE_MS_MAX;
    while (completed.size < requests || received.size < requests) {
      if (performance.now() > giveUpMs) {
        throw new Error(
          `of ${requests} requests, ${received.size} are in the log as received, ${completed.size} as completed`,
        );
      }
      await pause(20);
    }
  } finally {
    await consumer.stop();
  }
  const twice = [...received.values(), ...completed.values()].filter((times) => times !== 1).length;
  if (twice > 0) throw new Error(`${twice} events are in the log more than once`);
  if (wrong.length > 0)
    throw new Error(`${wrong.length} events are not what passed; the first: ${wrong[0] ?? ''}`);
}

function count(times: Map<string, number>, id: string): void {
  times.set(id, (times.get(id) ?? 0) + 1);
}
