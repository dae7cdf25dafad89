/** The Prometheus registry of a service, with the process's own figures; it takes no metric whose labels are not known. */
import { isMetricLabel, type MetricLabel } from '@sallyport/contracts/metric-labels';
import { Registry, collectDefaultMetrics, type Metric } from 'prom-client';

/** Every metric carries the service and the replica as labels. */
export function openMetrics(service: string, replica: string): Registry {
  const registry = new ClassifiedRegistry();
  registry.setDefaultLabels({ service, replica } satisfies Partial<Record<MetricLabel, string>>);
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Metrics are read without access control, so a label has to be one of the table of labels. */
class ClassifiedRegistry extends Registry {
  /** @throws TypeError when a label of the metric is not in `metricLabels` */
  override registerMetric<Label extends string>(metric: Metric<Label>): void {
    const unknown = labelNamesOf(metric).filter((label) => !isMetricLabel(label));
    if (unknown.length > 0)
      throw new TypeError(`a metric has labels that are not in the table of labels: ${unknown.join(', ')}`);
    super.registerMetric(metric);
  }
}

/** prom-client keeps them on the metric, and its types do not say so. */
export function labelNamesOf(metric: object): readonly string[] {
  if (!('labelNames' in metric) || !Array.isArray(metric.labelNames))
    throw new TypeError('a metric does not say its labels');
  return metric.labelNames.map(String);
}
