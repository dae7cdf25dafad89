/** Portkey's gateway as it comes from npm: plain, and with its regular expression guard on requests and answers. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '../stage.js';
import { forbiddenWord } from '../traffic/probes.js';
import { script } from './node-processes.js';
import type { Listening } from './node-processes.js';
import { OwnedProcess } from './owned-process.js';
import { root } from './service-process.js';
import type { Target } from './target.js';

const folder = join(root, 'test/load/portkey');
const server = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js');
const GUARD_REFUSES = 446; // Its own status for a guard that said no.
const INSTALL_MS_MAX = 180_000; // Usually ten seconds: a hundred small packages.

/** What a guard is there for: a word nobody may use, and keys of two kinds. */
const guardedPattern = String.raw`\b(?:${forbiddenWord}|AKIA[0-9A-Z]{12}EXAMPLE|ghp_[A-Za-z0-9]{36})\b`;

/** Installs it on first use; a sentence where that fails. */
export function installPortkey(): string | undefined {
  const args = [join(root, 'test/supplies/main.mjs'), 'bench'];
  const { status } = spawnSync(process.execPath, args, { timeout: INSTALL_MS_MAX, stdio: 'ignore' });
  if (status === 0 && existsSync(server)) return undefined;
  return 'Portkey could not be installed here: its rows are left out.';
}

export async function startPortkey(
  stage: Stage,
  row: 'portkey' | 'portkey-guard',
  upstreamPort: number,
): Promise<Target> {
  const process = new OwnedProcess({
    name: row,
    core: 1,
    command: globalThis.process.execPath,
    args: ['--import', new URL(`file://${script('portkey-preload.js')}`).href, server, '--headless'],
    env: { NODE_ENV: 'production' },
    folder: stage.folder,
  });
  stage.owns(row, () => process.stop());
  const { http } = await process.message<Listening>('listening');
  const isGuarded = row === 'portkey-guard';
  return {
    row,
    port: Number(new URL(http).port),
    pathPrefix: '',
    callers: [isGuarded ? guardedHeaders(upstreamPort) : plainHeaders(upstreamPort)],
    pids: [process.pid],
    keepsBytes: false,
    redacts: false,
    refuses: isGuarded ? { 'word asked': GUARD_REFUSES, 'word answered': GUARD_REFUSES } : {},
  };
}

const origin = (port: number): string => `http://127.0.0.1:${port}/v1`;

const plainHeaders = (port: number): string =>
  `Authorization: Bearer none\r\nx-portkey-provider: openai\r\nx-portkey-custom-host: ${origin(port)}\r\n`;

function guardedHeaders(port: number): string {
  const guards = [{ 'default.regexMatch': { rule: guardedPattern, not: true }, deny: true }];
  const config = {
    provider: 'openai',
    api_key: 'none',
    custom_host: origin(port),
    input_guardrails: guards,
    output_guardrails: guards,
  };
  return `x-portkey-config: ${JSON.stringify(config)}\r\n`;
}
