import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort, settlePorts } from './free-ports.js';
import { listeners, planPorts } from './listeners.js';

const all = new Set(listeners);

describe('ports', () => {
  it('follow the gateway, except those named one by one', () => {
    const ports = planPorts(8000, { postgres: 5433 }, { kafka: 1 });
    expect(ports).toMatchObject({ gateway: 8000, 'session-archive': 8001, kafka: 8009, postgres: 5433 });
    expect(planPorts(0, {}, { gateway: 21_000 })).toMatchObject({ gateway: 21_000, approval: 0 });
  });

  it('are refused when taken, by name and with the way out, and replaced when only remembered', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const planned = planPorts(0, { approval: port }, {});
      await expect(settlePorts(planned, all, new Set())).rejects.toThrow(
        new RegExp(`port ${port} for approval is taken.*--ports NAME=N`, 's'),
      );
      const settled = await settlePorts(planned, all, new Set(['approval'] as const));
      expect(settled.approval).not.toBe(port);
      expect(new Set(Object.values(settled)).size).toBe(listeners.length);
      expect(Object.values(settled)).not.toContain(0);
    } finally {
      server.close();
    }
  });

  it('that are free lie outside the range of outgoing connections', async () => {
    expect(await freePort()).toBeLessThan(32_768);
  });
});
