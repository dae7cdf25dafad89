/** What the consume loops of a process report to Prometheus. */
import type { MetricLabel } from '@sallyport/contracts/metric-labels';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface ConsumeMetrics {
  readonly events: Counter<'group' | 'topic'>;
  readonly duplicates: Counter<'group' | 'topic'>;
  readonly poison: Counter<'group' | 'topic' | 'code'>;
  readonly retries: Counter<'group' | 'topic'>;
  readonly lag: Gauge<'group' | 'topic' | 'partition'>;
  readonly batchSeconds: Histogram<'group' | 'topic'>;
}

const known = new WeakMap<Registry, ConsumeMetrics>();

/** One set per registry: a service may run several loops. */
export function consumeMetrics(registry: Registry): ConsumeMetrics {
  const found = known.get(registry);
  if (found !== undefined) return found;
  const registers = [registry];
  const labelNames = ['group', 'topic'] as const satisfies readonly MetricLabel[];
  const metrics: ConsumeMetrics = {
    events: new Counter({
      name: 'sallyport_consume_events_total',
      help: 'Events processed.',
      labelNames,
      registers,
    }),
    duplicates: new Counter({
      name: 'sallyport_consume_duplicates_total',
      help: 'Messages dropped because they had been processed before.',
      labelNames,
      registers,
    }),
    poison: new Counter({
      name: 'sallyport_consume_poison_total',
      help: 'Messages sent to the dead letters.',
      labelNames: [...labelNames, 'code'],
      registers,
    }),
    retries: new Counter({
      name: 'sallyport_consume_retries_total',
      help: 'Batches that failed and are tried again.',
      labelNames,
      registers,
    }),
    lag: new Gauge({
      name: 'sallyport_consume_lag_messages',
      help: 'Messages of the partition that the group has not processed.',
      labelNames: [...labelNames, 'partition'],
      registers,
    }),
    batchSeconds: new Histogram({
      name: 'sallyport_consume_batch_seconds',
      help: 'Time from a batch to its commit.',
      labelNames,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
  };
  known.set(registry, metrics);
  return metrics;
}
