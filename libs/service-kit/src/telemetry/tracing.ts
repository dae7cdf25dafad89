/** OpenTelemetry traces, loaded when an OTLP endpoint is set; without one the API does nothing by itself. */
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { once } from 'node:events';
import type { Part } from '../service/service-definition.js';

/**
 * A part that registers a global tracer provider exporting over OTLP. The exporter itself reads the `OTEL_*` variables
 * (endpoint, headers, timeout, certificates), as the OpenTelemetry specification lays down.
 */
export function openTracing(service: string, replica: string): Part {
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
    /** Sends what is left. A collector that does not answer must not keep the process from ending. */
    async stop(deadline) {
      await Promise.race([provider.shutdown(), once(deadline, 'abort')]);
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}
