/** Spans reach a collector over OTLP: batches of consumers and requests, with the caller's trace, without any content. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { traceRequests } from '../admin/traced-requests.js';
import type { Part } from '../service/service-definition.js';
import { tracedHandler } from './traced-handler.js';
import { openTracing } from './tracing.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

interface Exported {
  readonly path: string | undefined;
  readonly body: string;
}

const exported: Exported[] = [];
const collector = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    exported.push({ path: request.url, body: Buffer.concat(chunks).toString('latin1') });
    response.setHeader('content-type', 'application/json').end('{}');
  });
});
let tracing: Part;

beforeEach(async () => {
  exported.length = 0;
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${port}`);
  tracing = openTracing('approval', 'approval-1', pino({ level: 'silent' }));
  await tracing.start();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  collector.closeAllConnections();
  await new Promise((closed) => collector.close(closed));
});

describe('traces', () => {
  it('are sent to the collector before the service ends', async () => {
    const { manager } = new DataSource({ type: 'postgres' });
    let applied = 0;
    const handler = tracedHandler({
      group: 'approval',
      topics: ['sallyport.traffic.v1'],
      apply: () => {
        applied++;
        return applied === 1 ? Promise.resolve() : Promise.reject(new Error('no'));
      },
    });
    const batch = { topic: 'sallyport.traffic.v1', partition: 3, epoch: 1, events: [] } as const;
    await handler.apply(manager, batch);
    await expect(handler.apply(manager, batch)).rejects.toThrow('no');

    const server = fastify();
    traceRequests(server);
    server.get('/v1/things/:id', () => ({ ok: true }));
    server.get('/healthz', () => ({ ok: true }));
    const headers = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };
    await server.inject({ url: '/v1/things/secret-7?q=secret-8', headers });
    await server.inject({ url: '/healthz' });
    await server.close();

    await tracing.stop(new AbortController().signal);
    const text = exported.map(({ body }) => body).join('');
    expect(exported.map(({ path }) => path)).toContain('/v1/traces');
    expect(text).toContain('process sallyport.traffic.v1');
    expect(text).toContain('GET /v1/things/:id');
    expect(text).toContain('sallyport-approval');
    expect(text.includes(TRACE_ID) || text.includes(Buffer.from(TRACE_ID, 'hex').toString('latin1'))).toBe(
      true,
    );
    expect(text).not.toMatch(/secret-\d|healthz/u);
  });

  it('neither keep a service from ending nor make it fail when the collector is gone', async () => {
    collector.closeAllConnections();
    await new Promise((closed) => collector.close(closed));
    const handler = {
      group: 'approval',
      topics: ['sallyport.traffic.v1'],
      apply: () => Promise.resolve(),
    } as const;
    const { manager } = new DataSource({ type: 'postgres' });
    await tracedHandler(handler).apply(manager, {
      topic: 'sallyport.traffic.v1',
      partition: 3,
      epoch: 1,
      events: [],
    });
    await expect(tracing.stop(AbortSignal.timeout(200))).resolves.toBeUndefined();
    await expect(tracing.stop(AbortSignal.abort())).resolves.toBeUndefined();
  });
});
