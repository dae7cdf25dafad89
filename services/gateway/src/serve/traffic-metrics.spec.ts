import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { authorised, completed, doorForEachTest } from '../protocols/http/fixtures/door-for-each-test.js';
import { SessionsController } from './sessions.controller.js';
import { addedLatency, trafficMetrics } from './traffic-metrics.js';

const run = doorForEachTest();

describe('what the admin address shows', () => {
  it('counts requests by outcome and refusals by code, and lists the sessions', async () => {
    const running = await run((_request, response) => response.end('ok'));
    const registry = new Registry();
    trafficMetrics(registry, running.door);
    addedLatency(registry)(0.0003);
    const masked = { kind: 'email', action: 'record', position: 'user', count: 2, places: [] };
    running.door.counters.mask('up', [masked, { ...masked, position: 'system', count: 1 }]);
    await (await fetch(`${running.url}/up/x`, { headers: authorised })).text();
    await fetch(`${running.url}/up/x`);
    await completed(running);

    for (let scrape = 0; scrape < 2; scrape++) {
      const text = await registry.metrics();
      expect(text).toContain(
        'sallyport_gateway_requests_total{connection="up",outcome="answered",status="2xx"} 1',
      );
      expect(text).toContain(
        'sallyport_gateway_masked_total{connection="up",found="email",action="record"} 3',
      );
      expect(text).toContain('sallyport_gateway_refused_total{code="TOKEN_MISSING"} 1');
      expect(text).toContain('sallyport_gateway_live_sessions 1');
      expect(text).toContain('sallyport_gateway_added_seconds_bucket{le="0.0005"} 1');
    }
    const controller = new SessionsController(running.door);
    expect(controller.sessions()).toMatchObject([
      { subject: 'agent-7', agent: 'planner', requests: 1, open: 0 },
    ]);
    expect(JSON.stringify(controller.sessions())).not.toContain('seven@example.com');
    expect(controller.status()).toMatchObject({
      recording: 'ok',
      stopping: false,
      connections: ['up', 'meta'],
    });
  });
});
