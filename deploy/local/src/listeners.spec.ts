import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort, settlePorts } from './free-ports.js';
import { allListeners, consecutive, planPorts, type PortWishes } from './listeners.js';

const one = { 'session-archive': 1, approval: 1, 'masking-audit': 1, 'anomaly-detection': 1, gateway: 1 };
const wishes = (more: Partial<PortWishes> = {}): PortWishes => ({
  port: 0,
  ports: {},
  replicas: one,
  ...more,
});
const planned = (...args: Parameters<typeof planPorts>): object =>
  Object.fromEntries(planPorts(...args).ports);

/** A port on which something listens while `use` runs. */
async function whileTaken(use: (port: number) => Promise<void>): Promise<void> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

describe('ports', () => {
  it('follow the gateway, except those named one by one; gRPC and further replicas take free ones', () => {
    expect(planned(wishes({ port: 8000, ports: { postgres: 5433 } }), { kafka: 1 })).toMatchObject({
      ...{ gateway: 8000, 'session-archive': 8001, kafka: 8009, postgres: 5433 },
      ...{ 'gateway-grpc': 0, 'approval-grpc': 0 },
    });
    expect(planned(wishes(), { gateway: 21_000 })).toMatchObject({ gateway: 21_000, approval: 0 });
  });

  it('can be named for each process that listens', () => {
    const replicas = { ...one, gateway: 2, approval: 2 };
    const further = ['gateway-2', 'gateway-2-admin', 'gateway-2-grpc', 'approval-2', 'approval-2-grpc'];
    expect(allListeners(replicas)).toEqual(expect.arrayContaining([...consecutive, ...further]));
    expect(allListeners(replicas)).toHaveLength(consecutive.length + 5 + further.length);
    const ports = { 'gateway-2': 9000, 'approval-grpc': 9001, 'approval-2-grpc': 9002 };
    expect(planned(wishes({ port: 8000, ports, replicas }), {})).toMatchObject(ports);
  });

  it('stay those of the last start where any will do', () => {
    const before = { gateway: 21_000, 'approval-grpc': 21_001, postgres: 21_002 };
    expect(planned(wishes({ port: 8000 }), before)).toMatchObject({ gateway: 8000, 'approval-grpc': 21_001 });
    const { remembered } = planPorts(wishes({ ports: { postgres: 5433 } }), before);
    expect([...remembered]).toEqual(['gateway', 'approval-grpc']);
  });

  it.each(['approval', 'approval-grpc', 'gateway-2'] as const)(
    'are refused when taken, with the option that changes them: %s',
    async (name) => {
      await whileTaken(async (port) => {
        const plan = planPorts(wishes({ ports: { [name]: port }, replicas: { ...one, gateway: 2 } }), {});
        await expect(settlePorts(plan, new Set())).rejects.toThrow(
          `port ${port} for ${name} is taken by another program: choose another with \`--ports ${name}=N\``,
        );
      });
    },
  );

  it('are replaced when taken and only remembered', async () => {
    await whileTaken(async (port) => {
      const settled = await settlePorts(planPorts(wishes(), { approval: port, gateway: port }), new Set());
      expect([settled.approval, settled.gateway]).not.toContain(port);
      const count = allListeners(one).length;
      expect(new Set(Object.values(settled)).size).toBe(count);
      expect(Object.values(settled)).not.toContain(0);
    });
  });

  it('are not given to two', async () => {
    const port = 20_001;
    const plan = planPorts(wishes({ ports: { approval: port, 'gateway-grpc': port } }), {});
    await expect(settlePorts(plan, new Set())).rejects.toThrow(
      `port ${port} for gateway-grpc is that of approval too: choose another with \`--ports gateway-grpc=N\``,
    );
  });

  it('are not looked at where nothing listens in this start', async () => {
    await whileTaken(async (port) => {
      const plan = planPorts(wishes({ ports: { kafka: port } }), {});
      await expect(settlePorts(plan, new Set(['kafka'] as const))).resolves.toMatchObject({ kafka: port });
    });
  });

  it('that are free lie outside the range of outgoing connections', async () => {
    expect(await freePort()).toBeLessThan(32_768);
  });
});
