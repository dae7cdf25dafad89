/** Turns kafkajs's errors into the errors of the event log. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EventLogError } from '../event-log.js';

/** The type of the innermost protocol error, such as `UNKNOWN_TOPIC_OR_PARTITION`, else its class name. */
function kindOf(error: unknown): string {
  let found = 'unknown';
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    found = 'type' in at && typeof at.type === 'string' ? at.type : at.name;
  }
  return found;
}

/** What a broker says in the first seconds after its start, before its group coordinator works. */
const STARTING = new Set([
  'KafkaJSGroupCoordinatorNotFound',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
  'NOT_COORDINATOR_FOR_GROUP',
]);
/** A coordinator that is not there after this long will not come by waiting. */
const startingMsMax = 30_000;
const againMs = 300;

/** Tries `work` again while the group coordinator is starting. */
export async function onceCoordinatorWorks<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + startingMsMax;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!STARTING.has(kindOf(error)) || performance.now() > deadline) throw error;
      await sleep(againMs);
    }
  }
}

export function kafkaError(error: unknown): EventLogError {
  if (error instanceof EventLogError) return error;
  const kind = kindOf(error);
  if (kind === 'UNKNOWN_TOPIC_OR_PARTITION')
    return new EventLogError('UNKNOWN_TOPIC', 'Kafka does not have the topic', { cause: error });
  return new EventLogError('UNAVAILABLE', `Kafka does not take it (${kind})`, { cause: error });
}
