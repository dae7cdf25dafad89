/** Turns kafkajs's errors into the errors of the event log. */
import { EventLogError } from '../event-log.js';

/** The type of the innermost protocol error, such as `UNKNOWN_TOPIC_OR_PARTITION`, else its class name. */
function kindOf(error: unknown): string {
  let found = 'unknown';
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    found = 'type' in at && typeof at.type === 'string' ? at.type : at.name;
  }
  return found;
}

export function kafkaError(error: unknown): EventLogError {
  if (error instanceof EventLogError) return error;
  const kind = kindOf(error);
  if (kind === 'UNKNOWN_TOPIC_OR_PARTITION')
    return new EventLogError('UNKNOWN_TOPIC', 'Kafka does not have the topic', { cause: error });
  return new EventLogError('UNAVAILABLE', `Kafka does not take it (${kind})`, { cause: error });
}
