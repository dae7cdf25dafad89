/** A handler whose batches are spans: nothing but the topic, the partition and counts is recorded. */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Handler } from '../consume/handler.js';

/** Spans of this library carry this name. */
const TRACER_NAME = 'sallyport';

export function tracedHandler(handler: Handler): Handler {
  return {
    group: handler.group,
    topics: handler.topics,
    apply: (tx, batch) =>
      trace.getTracer(TRACER_NAME).startActiveSpan(
        `process ${batch.topic}`,
        {
          kind: SpanKind.CONSUMER,
          attributes: {
            'messaging.destination.name': batch.topic,
            'messaging.destination.partition.id': String(batch.partition),
            'messaging.consumer.group.name': handler.group,
            'messaging.batch.message_count': batch.events.length,
          },
        },
        async (span) => {
          try {
            await handler.apply(tx, batch);
          } catch (error) {
            span.setStatus({ code: SpanStatusCode.ERROR });
            throw error;
          } finally {
            span.end();
          }
        },
      ),
    owns: (partitions) => {
      handler.owns?.(partitions);
    },
    committed: (batch) => {
      handler.committed?.(batch);
    },
  };
}
