/** Starts what the chosen rows need, and leaves out with a note what cannot run here. */
import type { Options } from '../options.js';
import type { Progress } from '../rounds.js';
import type { Stage } from '../stage.js';
import { hasNginx, startNginx } from './nginx.js';
import { startBareProxy, startGenerator, startUpstream } from './node-processes.js';
import type { OwnedProcess } from './owned-process.js';
import type { Target } from './target.js';

export interface Started {
  readonly generator: OwnedProcess;
  readonly targets: readonly Target[];
}

export async function startRows(stage: Stage, options: Options, progress: Progress): Promise<Started> {
  const generator = own(stage, await startGenerator(stage.folder));
  const upstream = await startUpstream(stage.folder);
  own(stage, upstream.process);
  const targets: Target[] = [];
  const wants = (row: Target['row']): boolean => options.rows.includes(row);
  if (wants('direct'))
    targets.push({ row: 'direct', port: upstream.port, pathPrefix: '', callers: [''], pids: [] });
  if (wants('nginx') && !hasNginx()) stage.note('nginx is not installed here: its row is left out.');
  else if (wants('nginx')) targets.push(took(stage, await startNginx(stage.folder, upstream.port)));
  if (wants('bare')) targets.push(took(stage, await startBareProxy(stage.folder, upstream.port)));
  progress(`started ${targets.map(({ row }) => row).join(', ')}`);
  return { generator, targets };
}

function own(stage: Stage, process: OwnedProcess): OwnedProcess {
  stage.owns(process.name, () => process.stop());
  return process;
}

function took(stage: Stage, started: { readonly process: OwnedProcess; readonly target: Target }): Target {
  own(stage, started.process);
  return started.target;
}
