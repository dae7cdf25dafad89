/** Opens the event log in a worker thread, from plain data, as often as it takes. */
import { setTimeout as pause } from 'node:timers/promises';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import { EventLogError } from '@sallyport/service-kit/event-log/event-log';
import type { LogState } from './append-frames.js';
import type { EventLogSource } from './threads.js';
import { shipRetryMsMax, shipRetryMsMin } from './spool-limits.js';

interface EventLogModule {
  openEventLog(config: unknown): Promise<EventLog> | EventLog;
}

function isEventLogModule(module: unknown): module is EventLogModule {
  return (
    typeof module === 'object' &&
    module !== null &&
    'openEventLog' in module &&
    typeof module.openEventLog === 'function'
  );
}

/** An event log that is away when the thread starts is waited for: recording does not depend on it. */
export async function openEventLog(
  source: EventLogSource,
  state: Pick<LogState, 'away'>,
  signal: AbortSignal,
): Promise<EventLog> {
  const module: unknown = await import(source.module);
  if (!isEventLogModule(module)) throw new TypeError('the event log module exports no openEventLog');
  for (let waitMs = shipRetryMsMin; ; waitMs = Math.min(2 * waitMs, shipRetryMsMax)) {
    try {
      return await module.openEventLog(source.config);
    } catch (error) {
      if (!(error instanceof EventLogError)) throw error;
      state.away(error.code);
    }
    await pause(waitMs, undefined, { signal });
  }
}
