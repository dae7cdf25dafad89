/** One rig for a whole file, with a PostgreSQL for the effects of its consumers. */
import { startPostgres, type RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import { afterAll, beforeAll } from 'vitest';
import { temporaryFolder } from './temporary-folder.js';

export function withRig<R extends { close(): Promise<void> }>(
  make: (effects: RunningPostgres) => Promise<R>,
): () => R {
  const folder = temporaryFolder('effects');
  let effects: RunningPostgres | undefined;
  let rig: R | undefined;
  beforeAll(async () => {
    effects = await startPostgres({ dataDir: folder.path, durability: 'none' });
    rig = await make(effects);
  });
  afterAll(async () => {
    await rig?.close();
    await effects?.destroy();
    folder.remove();
  });
  return () => {
    if (rig === undefined) throw new Error('the rig is not there yet');
    return rig;
  };
}
