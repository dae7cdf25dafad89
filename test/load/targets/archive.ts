/** The shipped session archive, consuming a log into a database of its own. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshDatabase } from '@sallyport/testkit/infrastructure/fresh-database';
import type { RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import type { LogAddress } from '../archive/open-event-log.js';
import type { Stage } from '../stage.js';
import { gatewayDocument } from './gateway-document.js';
import type { OwnedProcess } from './owned-process.js';
import { logEnvironment } from './servers.js';
import { startService } from './service-process.js';

/** Nobody logs in at the archive here. */
const nowhere = { issuer: 'http://127.0.0.1:9', jwksUri: 'http://127.0.0.1:9/jwks' };

export interface ArchiveOrder {
  readonly server: RunningPostgres;
  readonly address: LogAddress;
  readonly core: 0 | 1;
}

/** The caller ends it. */
export async function startArchive(
  stage: Stage,
  { server, address, core }: ArchiveOrder,
): Promise<OwnedProcess> {
  const document = join(stage.folder, `archive-${address.kind}.yaml`);
  writeFileSync(document, gatewayDocument(nowhere, 9));
  const { url } = await freshDatabase(server);
  const { process } = await startService({
    service: 'session-archive',
    replica: `archive-${address.kind}`,
    core,
    folder: stage.folder,
    env: { ...logEnvironment(address), DATABASE_URL: url, SALLYPORT_CONFIG: document },
  });
  return process;
}
