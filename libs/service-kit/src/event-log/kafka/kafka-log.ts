/** Passes kafkajs's own log on, one level down: it calls every retry an error, and the adapter reports what matters itself. */
import type { logCreator } from 'kafkajs';
import type { EventLogLogger } from '../event-log-logger.js';
import { logLevel } from './kafka-library.js';

/** Fields that say where and what; everything else (payloads, stacks) stays out. */
const KEPT = ['groupId', 'broker', 'clientId', 'topic', 'partition', 'error', 'retryCount'] as const;

export function kafkaLogCreator(log: EventLogLogger): logCreator {
  return () => (entry) => {
    const { message } = entry.log;
    const given: Readonly<Record<string, unknown>> = entry.log;
    const fields: Record<string, unknown> = {};
    for (const name of KEPT) {
      const value = given[name];
      if (typeof value === 'string' || typeof value === 'number') fields[name] = value;
    }
    if (entry.level === logLevel.ERROR) log.info(fields, `kafka: ${message}`);
    else log.debug(fields, `kafka: ${message}`);
  };
}
