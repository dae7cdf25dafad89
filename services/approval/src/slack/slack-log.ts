/** Bolt's own words in our log: at most its warnings, scrubbed of whatever objects it adds. */
import { LogLevel } from '@slack/bolt';
import type { Logger as SlackLogger } from '@slack/bolt';
import type { Logger } from 'pino';

export function slackLog(log: Logger): SlackLogger {
  const words = (said: readonly unknown[]): string => said.filter((one) => typeof one === 'string').join(' ');
  const nothing = (): void => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: (...said) => {
      log.warn({ said: words(said) }, 'Slack library');
    },
    error: (...said) => {
      log.error({ said: words(said) }, 'Slack library');
    },
    setLevel: nothing,
    getLevel: () => LogLevel.WARN,
    setName: nothing,
  };
}
