/** Turns kafkajs's errors into the errors of the event log. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EventLogError } from '../event-log.js';
import { closedHint, refusalOf } from './kafka-refusal.js';

/** The error and its causes, the outermost first. */
function chain(error: unknown): readonly Error[] {
  const found: Error[] = [];
  for (let at = error; at instanceof Error && found.length < 8; at = at.cause) found.push(at);
  return found;
}

/** The type of the innermost protocol error, such as `UNKNOWN_TOPIC_OR_PARTITION`, else its class name. */
function kindOf(error: unknown): string {
  const innermost = chain(error).at(-1);
  if (innermost === undefined) return 'unknown';
  return 'type' in innermost && typeof innermost.type === 'string' ? innermost.type : innermost.name;
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
  const refusal = refusalOf(chain(error), kind);
  if (refusal !== undefined) return new EventLogError('REFUSED', refusal, { cause: error });
  return new EventLogError(
    'UNAVAILABLE',
    `Kafka does not take it (${kind})${closedHint(chain(error), kind)}`,
    { cause: error },
  );
}

/** Whether kafkajs says that the log is away, as against a defect or a refusal. */
export function isAway(error: unknown): boolean {
  if (error instanceof EventLogError) return error.code === 'UNAVAILABLE' && isAway(error.cause);
  if (!(error instanceof Error) || kafkaError(error).code === 'REFUSED') return false;
  return (
    error.name === 'KafkaJSNumberOfRetriesExceeded' || ('retriable' in error && error.retriable === true)
  );
}
