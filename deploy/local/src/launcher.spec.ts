/** What a start checks before it forgets the data of earlier ones. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Launcher } from './launcher.js';
import { readCommand } from './settings.js';
import { StartError } from './start-error.js';
import { stateFolder } from './state-folder.js';

const root = path.resolve(import.meta.dirname, '../../..');
const demo = path.join(root, 'deploy/local/demo/sallyport.yaml');
let folder: string;
let earlier: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-launcher-'));
  earlier = path.join(folder, 'earlier');
  writeFileSync(earlier, 'data of an earlier start');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts with the arguments, which must be refused; returns why. */
async function refusal(...args: string[]): Promise<string> {
  const command = readCommand([...args, '--state', folder], {}, root, folder);
  if (command.kind !== 'start') throw new Error(`not a start: ${command.kind}`);
  const { settings } = command;
  const launcher = new Launcher(settings, stateFolder(folder), root, {}, () => undefined, 'clean');
  try {
    await launcher.start();
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  } finally {
    await launcher.stop();
  }
  throw new Error('it started');
}

async function listening(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

describe('--reset keeps the data of earlier starts', () => {
  afterEach(() => expect(readFileSync(earlier, 'utf8')).toBe('data of an earlier start'));

  it('when the policy document is not there or refused', async () => {
    const bad = path.join(folder, 'bad.yaml');
    writeFileSync(bad, 'version: 1\nconnectoins: {}\n');
    expect(await refusal('--reset', '--config', 'nofile.yaml')).toContain('Cannot read the policy document');
    expect(await refusal('--reset', '--config', bad)).toMatch(/bad\.yaml:\d+:\d+: /);
  });

  it('when it would delete the policy document', async () => {
    const own = path.join(folder, 'own.yaml');
    writeFileSync(own, readFileSync(demo));
    expect(await refusal('--reset', '--config', own)).toContain('would delete the policy document');
    expect(existsSync(own)).toBe(true);
  });

  it('when Kafka cannot run here', async () => {
    vi.stubEnv('PATH', folder);
    expect(await refusal('--reset', '--kafka')).toContain('--kafka is not possible here');
    vi.unstubAllEnvs();
  });

  it('when a port is taken', async () => {
    const { server, port } = await listening();
    const why = await refusal('--reset', '--port', '0', '--ports', `postgres=${port}`);
    server.close();
    expect(why).toContain(`port ${port} for postgres is taken`);
  });
});
