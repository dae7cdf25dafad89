/** The bench's own Node processes: load generator and upstream on core 0, the bare proxy on core 1. */
import { fileURLToPath } from 'node:url';
import { OwnedProcess } from './owned-process.js';
import { passesAll } from './target.js';
import type { Target } from './target.js';

export interface Listening {
  readonly type: 'listening';
  readonly http: string;
}

export const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export async function startGenerator(folder: string): Promise<OwnedProcess> {
  const args = [script('../client/load-generator.js')];
  const generator = new OwnedProcess({
    name: 'load-generator',
    core: 0,
    command: process.execPath,
    args,
    folder,
  });
  await generator.message('ready');
  return generator;
}

export async function startUpstream(folder: string): Promise<{ process: OwnedProcess; port: number }> {
  const args = [script('upstream.js')];
  const upstream = new OwnedProcess({ name: 'upstream', core: 0, command: process.execPath, args, folder });
  const { http } = await upstream.message<Listening>('listening');
  return { process: upstream, port: Number(new URL(http).port) };
}

export async function startBareProxy(
  folder: string,
  upstreamPort: number,
): Promise<{ process: OwnedProcess; target: Target }> {
  const args = [script('bare-proxy.js'), `http://127.0.0.1:${upstreamPort}`];
  const proxy = new OwnedProcess({ name: 'bare-proxy', core: 1, command: process.execPath, args, folder });
  const { http } = await proxy.message<Listening>('listening');
  const target: Target = {
    ...passesAll,
    row: 'bare',
    port: Number(new URL(http).port),
    pids: [proxy.pid],
  };
  return { process: proxy, target };
}
