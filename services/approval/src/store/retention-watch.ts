/** Drops old rows at a steady pace. */
import type { Part } from '@sallyport/service-kit/service/service-definition';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { pruneEveryMs } from '../limits.js';
import { dropOldRows } from './retention.js';

export function retentionWatch(database: DataSource, log: Logger): Part {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  const drop = async (): Promise<void> => {
    try {
      const dropped = await dropOldRows(database);
      if (dropped > 0) log.debug({ dropped }, 'dropped old rows');
    } catch (err) {
      log.warn({ err }, 'old rows could not be dropped; trying again');
    }
  };
  return {
    name: 'retention',
    start() {
      timer = setInterval(() => {
        running ??= drop().finally(() => (running = undefined));
      }, pruneEveryMs);
      return Promise.resolve();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
