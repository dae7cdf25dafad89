/** Creates the event log's topics (and, for the embedded log, its tables and rights): the one step that may. */
import { openLogger } from '@sallyport/service-kit/logging/logger';
import { commonShape } from '@sallyport/service-kit/env/common-environment';
import { parseEnvironment } from '@sallyport/service-kit/env/parse-environment';
import { openLog } from '@sallyport/service-kit/service/open-log';
import { grantEventLog } from './provision-database.js';

/** @param env the variables of the event log, as the services take them */
export async function provisionLog(
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const read = parseEnvironment(commonShape, env);
  if (read.kind === 'invalid') throw new Error(read.problems.join('; '));
  const service = 'provision';
  const log = openLogger({ service, replica: service, level: 'warn' });
  const waitMsMax = read.env.SALLYPORT_START_WAIT_MS_MAX;
  const eventLog = await openLog(read.env, { waitMsMax, log, signal, service, replica: service });
  try {
    await eventLog.ensureTopics();
  } finally {
    await eventLog.close();
  }
  if (read.env.KAFKA_BROKERS === undefined && read.env.EVENT_LOG_DATABASE_URL !== undefined) {
    await grantEventLog(read.env.EVENT_LOG_DATABASE_URL);
  }
}
