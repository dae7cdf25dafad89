/** Events the recorder writes in its own name: signs of life, and the ends of requests whose gateway died. */
import { EventMessage, EventRecord } from '@sallyport/contracts/event-codec';
import { SessionBasis } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import { opensRequest, unknownCompletion } from '@sallyport/recording/unknown-completion';
import type { EventDraft } from '../core/ports/recorder.js';
import { aliveMs } from './spool-limits.js';

/** A sign of life; its session stands for the replica, so that all of its signs keep their order. */
export function aliveDraft(replica: string, openRequests: number, stopping: boolean): EventDraft {
  return {
    envelope: {
      session: `replica:${replica}`,
      sessionBasis: SessionBasis.UNSPECIFIED,
      identity: undefined,
      connection: '',
      source: undefined,
      traceparent: '',
      tracestate: '',
      policyVersion: '',
    },
    body: { $case: 'replicaAlive', value: { intervalMs: aliveMs, stopping, openRequests } },
    payloads: [],
  };
}

/** The end of a request that an opening event, an encoded EventMessage, let through; undefined when it opens none. */
export function endOf(
  opening: Uint8Array,
  timeUs: number,
): { readonly requestId: string; readonly id: string; readonly draft: EventDraft } | undefined {
  const record = EventRecord.decode(EventMessage.decode(opening).record);
  const requestId = opensRequest(record);
  // The recorder puts itself in as the producer when it numbers the event.
  const completion =
    requestId === undefined
      ? undefined
      : unknownCompletion(record, timeUs, { replica: '', bootEpoch: '', sequence: 0 });
  if (requestId === undefined || completion === undefined) return undefined;
  const { envelope, body } = completion;
  return { requestId, id: envelope.id, draft: { envelope, body, payloads: [], timeUs } };
}
