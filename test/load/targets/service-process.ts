/** One of our services as a process of the bench, as shipped. */
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import type { ServiceName } from '@sallyport/contracts/topics';
import { serviceCommand } from '@sallyport/testkit/service-command';
import { OwnedProcess } from './owned-process.js';

/** The repository's root, from where this file is when compiled: test/dist/load/targets. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url));

export interface Addresses {
  readonly type: 'listening';
  readonly admin: string;
  readonly http?: string;
}

export interface RunningService {
  readonly process: OwnedProcess;
  readonly addresses: Addresses;
}

export interface ServiceOrder {
  readonly service: ServiceName;
  readonly replica: string;
  readonly core: 0 | 1;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** More arguments for Node, before the script. */
  readonly nodeArgs?: readonly string[];
}

/** Starts the service and waits until it is ready. */
export async function startService(order: ServiceOrder): Promise<RunningService> {
  const { service, replica, core, folder, env, nodeArgs = [] } = order;
  const { script, nodeFlags } = serviceCommand(root, service);
  const process = new OwnedProcess({
    name: replica,
    core,
    command: globalThis.process.execPath,
    args: [...nodeFlags, ...nodeArgs, script],
    env: {
      SALLYPORT_REPLICA: replica,
      SALLYPORT_ADMIN_PORT: '0',
      LOG_LEVEL: 'warn',
      NODE_ENV: 'production',
      ...env,
    },
    folder,
  });
  try {
    const addresses = await process.message<Addresses>('listening');
    await process.message('ready');
    return { process, addresses };
  } catch (error) {
    await process.stop();
    throw error;
  }
}

/** Values of the metrics of a service, by name; those with labels summed over them. */
export async function readMetrics(admin: string): Promise<ReadonlyMap<string, number>> {
  const { body } = await request(`${admin}/metrics`);
  const values = new Map<string, number>();
  for (const line of (await body.text()).split('\n')) {
    const [, name, value] = /^([a-z_:0-9]+)(?:\{.*\})? (\S+)$/i.exec(line) ?? [];
    if (name !== undefined) values.set(name, (values.get(name) ?? 0) + Number(value));
  }
  return values;
}
