/** Turns stored batches into appends to the traffic topic, and repeats an append until the event log has taken it. */
import { EventLogError, type EventLog, type LogMessage } from '@sallyport/service-kit/event-log/event-log';
import { setTimeout as pause } from 'node:timers/promises';
import { frameBytesAt, readFrame } from '../core/recording/batch-frame.js';
import { messageOf } from './log-message.js';
import { appendBytesMax, shipRetryMsMax, shipRetryMsMin } from './spool-limits.js';

const TOPIC = 'sallyport.traffic.v1';

/** Messages of one append, and the last row that is complete with it. */
export interface Append {
  readonly messages: readonly LogMessage[];
  readonly row: number;
}

/** Cuts frames that lie one behind the other into appends of bounded size. Messages are views of `memory`. */
export function* appendsOf(memory: Uint8Array, firstRow: number): Generator<Append> {
  let messages: LogMessage[] = [];
  let bytes = 0;
  let row = firstRow - 1;
  for (let at = 0; at < memory.length;) {
    const frameBytes = frameBytesAt(memory, at);
    for (const entry of readFrame(memory.subarray(at, at + frameBytes))) {
      if (bytes > 0 && bytes + entry.value.length > appendBytesMax) {
        yield { messages, row };
        messages = [];
        bytes = 0;
      }
      messages.push(messageOf(entry));
      bytes += entry.value.length;
    }
    at += frameBytes;
    row++;
  }
  if (messages.length > 0) yield { messages, row };
}

export interface LogState {
  /** The event log refuses; called for every attempt that failed. */
  away(code: string): void;
  /** It took an append, in so many milliseconds. */
  took(events: number, elapsedMs: number): void;
}

/**
 * Appends until the event log has taken it. Every failure is retried, also those that cannot pass by themselves: an event
 * is never thrown away, and an operator sees why nothing moves.
 * @throws the reason of `signal` when it aborts between attempts.
 */
export async function appendUntilTaken(
  log: EventLog,
  append: Append,
  state: LogState,
  signal: AbortSignal,
): Promise<void> {
  for (let waitMs = shipRetryMsMin; ; waitMs = Math.min(2 * waitMs, shipRetryMsMax)) {
    signal.throwIfAborted();
    const started = performance.now();
    try {
      await log.append(TOPIC, append.messages);
      state.took(append.messages.length, performance.now() - started);
      return;
    } catch (error) {
      state.away(error instanceof EventLogError ? error.code : 'UNKNOWN');
    }
    await pause(waitMs, undefined, { signal });
  }
}
