/** Starts what the chosen rows need, and leaves out with a note what cannot run here. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from '../options.js';
import type { Progress } from '../rounds.js';
import type { Stage } from '../stage.js';
import { startArchive } from './archive.js';
import { startGateway } from './gateway.js';
import { everythingOn } from './gateway-document.js';
import { hasNginx, startNginx } from './nginx.js';
import { startBareProxy, startGenerator, startUpstream } from './node-processes.js';
import type { OwnedProcess } from './owned-process.js';
import { freshLog, openKafka, openPostgres } from './servers.js';
import { installPortkey, startPortkey } from './portkey.js';
import { passesAll } from './target.js';
import type { Target } from './target.js';
import { startTokenIssuer } from './token-issuer.js';

export interface Started {
  readonly generator: OwnedProcess;
  readonly upstream: OwnedProcess;
  readonly targets: readonly Target[];
  /** Where profiled gateways leave their profiles when they end, by row. */
  readonly profiles: ReadonlyMap<Target['row'], string>;
}

export async function startRows(stage: Stage, options: Options, progress: Progress): Promise<Started> {
  const generator = own(stage, await startGenerator(stage.folder));
  const upstream = await startUpstream(stage.folder);
  own(stage, upstream.process);
  const targets: Target[] = [];
  const wants = (row: Target['row']): boolean => options.rows.includes(row);
  if (wants('direct')) {
    targets.push({ ...passesAll, row: 'direct', port: upstream.port, pids: [] });
  }
  if (wants('nginx') && !hasNginx()) stage.note('nginx is not installed here: its row is left out.');
  else if (wants('nginx')) targets.push(took(stage, await startNginx(stage.folder, upstream.port)));
  if (wants('bare')) targets.push(took(stage, await startBareProxy(stage.folder, upstream.port)));
  for (const row of (['portkey', 'portkey-guard'] as const).filter(wants)) {
    const missing = installPortkey();
    if (missing === undefined) targets.push(await startPortkey(stage, row, upstream.port));
    else stage.note(missing);
  }
  const profiles = await startGateways(stage, options, upstream.port, targets);
  progress(`started ${targets.map(({ row }) => row).join(', ')}`);
  return { generator, upstream: upstream.process, targets, profiles };
}

async function startGateways(
  stage: Stage,
  options: Options,
  upstreamPort: number,
  targets: Target[],
): Promise<Started['profiles']> {
  const profiles = new Map<Target['row'], string>();
  const rows = (['gateway', 'gateway-kafka'] as const).filter((row) => options.rows.includes(row));
  if (rows.length === 0) return profiles;
  const issuer = await startTokenIssuer();
  stage.owns('token issuer', () => issuer.close());
  const server = await openPostgres(stage);
  for (const row of rows) {
    const address = row === 'gateway' ? await freshLog(server) : await openKafka(stage);
    if (address === undefined) continue;
    const profileFolder = join(stage.folder, `${row}-profiles`);
    if (options.profile) {
      mkdirSync(profileFolder);
      profiles.set(row, profileFolder);
    }
    const document = { ...everythingOn, isJudging: !options.plain };
    const order = {
      row,
      address,
      issuer,
      upstreamPort,
      document,
      ...(options.profile ? { profileFolder } : {}),
    };
    targets.push(await startGateway(stage, order));
    if (options.consumers) own(stage, await startArchive(stage, { server, address, core: 0 }));
  }
  return profiles;
}

function own(stage: Stage, process: OwnedProcess): OwnedProcess {
  stage.owns(process.name, () => process.stop());
  return process;
}

function took(stage: Stage, started: { readonly process: OwnedProcess; readonly target: Target }): Target {
  own(stage, started.process);
  return started.target;
}
