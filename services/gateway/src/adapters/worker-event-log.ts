/** Opens the event log in a worker thread of the spool, which has no logger: what goes wrong is told by its errors. */
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import { silentLogger } from '@sallyport/service-kit/event-log/event-log-logger';
import type { EventLogSettings } from '@sallyport/service-kit/service/event-log-settings';
import { openEventLog as open } from '@sallyport/service-kit/service/open-event-log';

/** The module contract of the spool's shipper. */
export async function openEventLog(settings: EventLogSettings): Promise<EventLog> {
  return await open(settings, silentLogger);
}
