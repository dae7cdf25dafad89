/** nginx as a reverse proxy with one worker and kept-alive upstream connections. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { linesOf } from '../measure/cores.js';
import { OwnedProcess } from './owned-process.js';
import { passesAll } from './target.js';
import type { Target } from './target.js';

const READY_MS_MAX = 5_000; // nginx listens within a few milliseconds.

export function hasNginx(): boolean {
  return spawnSync('nginx', ['-v']).status === 0;
}

export async function startNginx(
  folder: string,
  upstreamPort: number,
): Promise<{ target: Target; process: OwnedProcess }> {
  const port = await freePort();
  const home = join(folder, 'nginx');
  mkdirSync(home);
  writeFileSync(join(home, 'nginx.conf'), configuration(home, port, upstreamPort));
  const args = ['-p', home, '-c', join(home, 'nginx.conf'), '-e', join(home, 'error.log')];
  const process = new OwnedProcess({ name: 'nginx', core: 1, command: 'nginx', args, folder });
  await untilListening(port, process);
  const workers = (linesOf(`/proc/${process.pid}/task/${process.pid}/children`)[0] ?? '')
    .split(' ')
    .filter(Boolean);
  const pids = [process.pid, ...workers.map(Number)];
  return { process, target: { ...passesAll, row: 'nginx', port, pids } };
}

function configuration(home: string, port: number, upstreamPort: number): string {
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return `${user}
worker_processes 1;
daemon off;
pid ${home}/nginx.pid;
error_log ${home}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_max_body_size 4m;
  client_body_temp_path ${home}/body;
  proxy_temp_path ${home}/proxy;
  fastcgi_temp_path ${home}/fastcgi;
  uwsgi_temp_path ${home}/uwsgi;
  scgi_temp_path ${home}/scgi;
  keepalive_requests 100000000;
  tcp_nodelay on;
  upstream origin {
    server 127.0.0.1:${upstreamPort};
    keepalive 64;
    keepalive_requests 100000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://origin;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`;
}

/** A port that was free a moment ago: nginx cannot choose one itself. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(port: number, process: OwnedProcess): Promise<void> {
  const giveUpMs = performance.now() + READY_MS_MAX;
  while (!(await accepts(port))) {
    if (!process.running || performance.now() > giveUpMs)
      throw new Error(`nginx does not listen. ${process.lastWords()}`);
    await pause(20);
  }
}

async function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
