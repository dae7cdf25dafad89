/** OpenTelemetry traces, loaded when an OTLP endpoint is set; without one the API does nothing by itself. */
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { once } from 'node:events';
import type { Logger } from 'pino';
import type { Part } from '../service/service-definition.js';

/** A collector that does not answer may hold up the end of a service this long. */
const FLUSH_MS_MAX = 2_000;

/**
 * A part that registers a global tracer provider exporting over OTLP. The exporter itself reads the `OTEL_*` variables
 * (endpoint, headers, timeout, certificates), as the OpenTelemetry specification lays down.
 */
export function openTracing(service: string, replica: string, log: Logger): Part {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': `sallyport-${service}`,
      'service.instance.id': replica,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  return {
    name: 'traces',
    start() {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
      propagation.setGlobalPropagator(new W3CTraceContextPropagator());
      trace.setGlobalTracerProvider(provider);
      return Promise.resolve();
    },
    /** Sends what is left. */
    async stop(deadline) {
      const sent = provider.shutdown().catch((err: unknown) => {
        log.warn({ err }, 'the last traces were not sent');
      });
      const patience = AbortSignal.any([deadline, AbortSignal.timeout(FLUSH_MS_MAX)]);
      if (!patience.aborted) await Promise.race([sent, once(patience, 'abort')]);
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}
