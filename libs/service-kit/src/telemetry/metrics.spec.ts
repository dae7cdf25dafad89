/** A service's registry refuses a metric that could show whom or what a request was about. */
import { Counter } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { openMetrics } from './metrics.js';

describe('openMetrics', () => {
  it.each(['email', 'subject', 'session', 'anything'])('refuses the label "%s"', (label) => {
    const registry = openMetrics('gateway', 'gateway-1');
    const make = (): unknown =>
      new Counter({ name: 'made_total', help: 'x', labelNames: ['code', label], registers: [registry] });
    expect(make).toThrow(`not in the table of labels: ${label}`);
    expect(registry.getSingleMetric('made_total')).toBeUndefined();
  });

  it('takes metrics with known labels, and adds service and replica', async () => {
    const registry = openMetrics('gateway', 'gateway-1');
    new Counter({ name: 'made_total', help: 'x', labelNames: ['code'], registers: [registry] }).inc({
      code: 'A',
    });
    expect(await registry.metrics()).toContain(
      'made_total{code="A",service="gateway",replica="gateway-1"} 1',
    );
  });
});
