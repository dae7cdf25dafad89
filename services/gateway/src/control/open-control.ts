/** The control feed as the environment asks for it; none where no approval service is named. */
import { readFileSync } from 'node:fs';
import type { ChannelCredentials } from '@grpc/grpc-js';
import { readPinnedRoots, type PinnedRoot } from '@sallyport/control/keys/root-key';
import { StartError } from '@sallyport/service-kit/service/exit-codes';
import type { ServiceContext } from '@sallyport/service-kit/service/service-definition';
import type { GatewayEnv } from '../gateway.env.js';
import { channelCredentials } from './control-channel.js';
import { ControlFeed } from './control-feed.js';
import { keptLocks, noKeptLocks } from './kept-locks.js';

/** @throws StartError for what only the operator can mend */
export async function openControl({
  env,
  log,
  replica,
}: ServiceContext<GatewayEnv>): Promise<ControlFeed | undefined> {
  const { SALLYPORT_CONTROL_ADDRESSES: addresses, SALLYPORT_CONTROL_ROOT_KEY_FILE: rootFile } = env;
  if (addresses === undefined || addresses.length === 0) {
    log.warn(
      'SALLYPORT_CONTROL_ADDRESSES is not set: nobody can approve what policy holds, and no lock comes',
    );
    return undefined;
  }
  if (rootFile === undefined)
    throw new StartError('usage', 'SALLYPORT_CONTROL_ADDRESSES needs SALLYPORT_CONTROL_ROOT_KEY_FILE');
  const { SALLYPORT_SPOOL_DIR: folder } = env;
  return new ControlFeed({
    addresses,
    credentials: credentialsOf(env),
    roots: await rootsIn(rootFile),
    replica,
    locks: folder === undefined ? noKeptLocks : keptLocks(folder, replica),
    log,
  });
}

async function rootsIn(file: string): Promise<readonly PinnedRoot[]> {
  try {
    return await readPinnedRoots(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartError('config', `SALLYPORT_CONTROL_ROOT_KEY_FILE: ${why(error)}`, { cause: error });
  }
}

function credentialsOf(env: GatewayEnv): ChannelCredentials {
  const {
    SALLYPORT_CONTROL_TLS_CA_FILE: caFile,
    SALLYPORT_CONTROL_TLS_CERT_FILE: certFile,
    SALLYPORT_CONTROL_TLS_KEY_FILE: keyFile,
  } = env;
  if (
    (certFile === undefined) !== (keyFile === undefined) ||
    (caFile === undefined && certFile !== undefined)
  )
    throw new StartError(
      'usage',
      'SALLYPORT_CONTROL_TLS_CERT_FILE and SALLYPORT_CONTROL_TLS_KEY_FILE go together, and with SALLYPORT_CONTROL_TLS_CA_FILE',
    );
  try {
    return channelCredentials({ caFile, certFile, keyFile });
  } catch (error) {
    throw new StartError('config', `SALLYPORT_CONTROL_TLS_…_FILE: ${why(error)}`, { cause: error });
  }
}

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));
