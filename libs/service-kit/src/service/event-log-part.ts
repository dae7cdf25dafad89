/** The event log as a part: its topics are there before the consumers start, and it is closed after them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EventLogError } from '../event-log/event-log.js';
import type { EventLog } from '../event-log/event-log.js';
import type { Part } from './service-definition.js';
import { waitFor } from './wait-for.js';
import type { WaitOptions } from './wait-for.js';

/** How long a service that only writes keeps trying in the background: its own store carries it until then. */
const BACKGROUND_WAIT_MS_MAX = 7 * 86_400_000;

/** While the service stops, the log is asked this often, and an answer that takes longer than this counts as none. */
const ASK_INTERVAL_MS = 2_000;

/**
 * A service with consumers waits for the log. One that only writes starts without it, and the topics are made as soon as
 * the log is there; until then it says so in its log.
 */
export function eventLogPart(
  eventLog: EventLog,
  options: Omit<WaitOptions, 'what' | 'curable'> & { readonly consumes: boolean },
): Part {
  const what = eventLog.kind === 'kafka' ? 'the event log (Kafka)' : `the event log (${eventLog.kind})`;
  const closing = new AbortController();
  let problem: string | undefined;
  const ask = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const silence = sleep(ASK_INTERVAL_MS, `${what} does not answer`, { ref: false });
      const answer = eventLog.ping().then(
        () => undefined,
        () => silence,
      );
      problem = await Promise.race([answer, silence]);
      await silence;
    }
  };
  options.signal.addEventListener('abort', () => void ask(), { once: true });
  const make = (wait: Pick<WaitOptions, 'waitMsMax' | 'signal' | 'curable'>): Promise<void> =>
    waitFor(() => eventLog.ensureTopics(), { ...options, ...wait, what });
  return {
    name: 'event log',
    async start() {
      if (options.consumes) return make({ ...options, curable: curesItself });
      // A refusal is repeated in the log until somebody acts; the service's own store carries it until then.
      const wait = { waitMsMax: BACKGROUND_WAIT_MS_MAX, signal: closing.signal, curable: () => true };
      make(wait).catch((err: unknown) => {
        if (!closing.signal.aborted) options.log.error({ err }, 'the topics could not be made');
      });
    },
    async stop() {
      closing.abort();
      await eventLog.close();
    },
    away: () => problem,
  };
}

/** Waiting helps when the log is away, and not when it refuses us. */
export function curesItself(error: unknown): boolean {
  return !(error instanceof EventLogError) || error.code === 'UNAVAILABLE';
}
