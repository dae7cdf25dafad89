/** Chooses how events become durable: on this machine's disk, or on the event log itself. */
import { StartError } from '@sallyport/service-kit/service/exit-codes';
import type { ServiceContext } from '@sallyport/service-kit/service/service-definition';
import type { GatewayEnv } from '../gateway.env.js';
import { PublishedRecording } from '../spool/published-recording.js';
import { SpoolRecording, type Recording } from '../spool/recording.js';

export function openRecording(context: ServiceContext<GatewayEnv>): Recording {
  const { env, replica, bootEpoch, log, metrics } = context;
  const eventLog = {
    module: new URL('./worker-event-log.js', import.meta.url).href,
    config: context.eventLogSettings,
  };
  const common = { replica, bootEpoch, eventLog, log, metrics };
  if (env.AUDIT_DURABILITY === 'published') return new PublishedRecording(common);
  if (env.SALLYPORT_SPOOL_DIR === undefined) {
    throw new StartError('usage', 'SALLYPORT_SPOOL_DIR is needed, unless AUDIT_DURABILITY is published');
  }
  return new SpoolRecording({
    ...common,
    spoolDirectory: env.SALLYPORT_SPOOL_DIR,
    spoolBytesMax: env.SALLYPORT_SPOOL_BYTES_MAX,
  });
}
