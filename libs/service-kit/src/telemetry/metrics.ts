/** The Prometheus registry of a service, with the process's own figures. */
import { Registry, collectDefaultMetrics } from 'prom-client';

/** Every metric carries the service and the replica as labels. */
export function openMetrics(service: string, replica: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service, replica });
  collectDefaultMetrics({ register: registry });
  return registry;
}
