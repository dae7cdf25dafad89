/** A connection's TLS files, read and tried out. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Connection } from '@sallyport/policy/document/connections';
import type { ReadPolicyFile } from '@sallyport/identity/policy-file/tracked-reader';
import type { ConnectionInForce } from '../core/ports/policy-in-force.js';

export type TlsFile = 'caFile' | 'certFile' | 'keyFile';

export interface ReadTls {
  readonly tls: ConnectionInForce['tls'];
  /** With any, the connection must stay closed: without its files it would trust others than the document says. */
  readonly problems: readonly { readonly file: TlsFile; readonly sentence: string }[];
}

const FILES = { caFile: 'ca', certFile: 'cert', keyFile: 'key' } as const satisfies Record<TlsFile, string>;

export async function readTls(settings: Connection['tls'], read: ReadPolicyFile): Promise<ReadTls> {
  if (settings === undefined) return { tls: {}, problems: [] };
  const problems: { file: TlsFile; sentence: string }[] = [];
  const pem: { ca?: string; cert?: string; key?: string } = {};
  for (const file of ['caFile', 'certFile', 'keyFile'] as const) {
    const name = settings[file];
    if (name === undefined) continue;
    const result = await read(name);
    if (result.kind === 'read') pem[FILES[file]] = result.bytes.toString('utf8');
    else
      problems.push({
        file,
        sentence: `This file cannot be read (${result.why}): the connection is closed.`,
      });
  }
  if (problems.length === 0 && !usable(pem)) {
    const file = settings.certFile === undefined ? 'caFile' : 'certFile';
    problems.push({
      file,
      sentence: 'These are no certificates in PEM form, or the key is another’s: the connection is closed.',
    });
  }
  const { serverName } = settings;
  return { tls: { ...pem, ...(serverName !== undefined && { serverName }) }, problems };
}

function usable(pem: { ca?: string; cert?: string; key?: string }): boolean {
  if (pem.ca !== undefined && !pem.ca.includes('-----BEGIN')) return false;
  try {
    createSecureContext(pem);
    // TLS notices a foreign key of another type only when it connects.
    const { cert, key } = pem;
    if (cert === undefined || key === undefined) return true;
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
