/** Checks that what a gateway answered is really in the log: two events for each request, with what they have to hold. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { decodeEvent } from '@sallyport/contracts/event-codec';
import type { DecodedEvent } from '@sallyport/contracts/event-codec';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import type { Exchange } from '../traffic/exchanges.js';
import { holdsSensitive, redacted } from '../traffic/sensitive.js';

export const trafficTopic = 'sallyport.traffic.v1';
const ARRIVE_MS_MAX = 10_000; // Shipping takes milliseconds, joining a group up to seconds.

/** Messages in the log so far. */
export async function messagesInLog(log: EventLog): Promise<number> {
  const lags = await log.lag('bench-length', trafficTopic);
  return lags.reduce((sum, { end }) => sum + end, 0);
}

export interface ExpectedRecord {
  /** Requests that passed. */
  readonly requests: number;
  readonly exchanges: readonly Exchange[];
  /** What is recorded is redacted, and says what was asked, masked and used. */
  readonly isJudged: boolean;
}

/** Waits until all requests are in the log, each received once and completed once, and judges what the events hold. */
export async function checkRecorded(log: EventLog, expected: ExpectedRecord): Promise<void> {
  const received = new Map<string, number>();
  const completed = new Map<string, number>();
  const wrong: string[] = [];
  const wrongIn = recordJudge(expected);
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
  function note(event: DecodedEvent): void {
    const { body } = event.record;
    if (body?.$case === 'requestReceived') count(received, body.value.requestId);
    else if (body?.$case === 'requestCompleted') count(completed, body.value.requestId);
    const fault = wrongIn(event);
    if (fault !== undefined) wrong.push(fault);
  }
  try {
    const giveUpMs = performance.now() + ARRIVE_MS_MAX;
    while (completed.size < expected.requests || received.size < expected.requests) {
      if (performance.now() > giveUpMs) {
        throw new Error(
          `of ${expected.requests} requests, ${received.size} are in the log as received, ${completed.size} as completed`,
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
    throw new Error(`${wrong.length} events are not as they should be; the first: ${wrong[0] ?? ''}`);
}

/** What is wrong with an event, as a sentence. */
function recordJudge({ exchanges, isJudged }: ExpectedRecord): (event: DecodedEvent) => string | undefined {
  const change = isJudged ? redacted : (text: string): string => text;
  const turns = exchanges.flatMap((exchange) => exchange.turns);
  const requests = new Set(turns.map(({ requestBody }) => change(requestBody)));
  const answers = new Set(turns.filter(({ frames }) => !frames).map(({ answer }) => change(answer)));
  return ({ record: { body }, payloads }) => {
    const texts = payloads.map(({ content }) => Buffer.from(content).toString());
    if (isJudged && texts.some(holdsSensitive)) return 'sensitive data in the record';
    if (body?.$case === 'requestReceived') {
      if (!texts.some((text) => requests.has(text))) return 'a request without the body that passed';
      if (isJudged && body.value.operation?.model === undefined) return 'a request without its operation';
    } else if (body?.$case === 'requestCompleted') {
      const isWhole = texts.some((text) => answers.has(text) || text.includes('data: [DONE]'));
      if (!isWhole) return 'a completion without the answer that passed';
      if (isJudged && body.value.usage?.inputTokens === undefined) return 'a completion without its usage';
    }
    return undefined;
  };
}

function count(times: Map<string, number>, id: string): void {
  times.set(id, (times.get(id) ?? 0) + 1);
}
