/** The root key of the control feed, from its file. */
import { readFile } from 'node:fs/promises';
import type { Signer } from '@sallyport/control/keys/compact-jws';
import { readRootKey, RootKeyError } from '@sallyport/control/keys/root-key';
import { StartError } from '@sallyport/service-kit/service/exit-codes';

/** @throws StartError `config`; nothing of the file is quoted */
export async function readRootKeyFile(file: string): Promise<Signer> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new StartError('config', 'SALLYPORT_CONTROL_ROOT_KEY_FILE cannot be read', { cause });
  });
  try {
    return await readRootKey(text);
  } catch (error) {
    if (!(error instanceof RootKeyError)) throw error;
    throw new StartError('config', `SALLYPORT_CONTROL_ROOT_KEY_FILE ${error.message}`);
  }
}
