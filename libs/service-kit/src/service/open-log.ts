/** Opens the event log that the environment names and waits until it answers: for steps that are not a service. */
import type { Logger } from 'pino';
import type { CommonEnvironment } from '../env/common-environment.js';
import type { EventLog } from '../event-log/event-log.js';
import { curesItself } from './event-log-part.js';
import { eventLogSettings } from './event-log-settings.js';
import { openEventLog } from './open-event-log.js';
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
  const settings = eventLogSettings(env, `sallyport-${options.service}-${options.replica}`);
  const eventLog = await openEventLog(settings, options.log);
  try {
    await waitFor(() => eventLog.ping(), { ...options, what: 'the event log', curable: curesItself });
  } catch (error) {
    await eventLog.close();
    throw error;
  }
  return eventLog;
}
