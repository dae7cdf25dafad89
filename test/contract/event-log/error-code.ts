/** What an operation of the log failed with, as one text for assertions. */
import { EventLogError } from '@sallyport/service-kit/event-log/event-log';

export async function codeOf(failing: Promise<unknown>): Promise<string> {
  const error: unknown = await failing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof EventLogError
    ? `${error.code}: ${error.message}`
    : `not an EventLogError: ${String(error)}`;
}
