/** One connection of the document, with its credential and certificates at hand. */
import { createHash } from 'node:crypto';
import type { ReadPolicyFile } from '@sallyport/identity/policy-file/tracked-reader';
import type { Connection } from '@sallyport/policy/document/connections';
import type { LoadedDocument } from '@sallyport/policy/document/load';
import type { DocumentProblem } from '@sallyport/policy/document/problem';
import type { ConnectionInForce, CredentialInForce } from '../core/ports/policy-in-force.js';
import { readCredential } from './credential-in-force.js';
import type { Environment } from './credential-in-force.js';
import { readTls } from './tls-in-force.js';

export interface PreparedConnection {
  readonly connection: ConnectionInForce;
  /** Why it is closed; empty when it is open. */
  readonly advice: readonly DocumentProblem[];
}

export async function prepareConnection(
  name: string,
  settings: Connection,
  { loaded, environment, read }: { loaded: LoadedDocument; environment: Environment; read: ReadPolicyFile },
): Promise<PreparedConnection> {
  const secret = await readCredential(settings.credential, environment, read);
  const { tls, problems } = await readTls(settings.tls, read);
  const at = (path: readonly string[], sentence: string) =>
    loaded.problemAt(['connections', name, ...path], sentence);
  const advice = [
    ...(secret.problem === undefined ? [] : [at(['credential', 'value'], secret.problem)]),
    ...problems.map(({ file, sentence }) => at(['tls', file], sentence)),
  ];
  const credential: CredentialInForce = problems.length > 0 ? { kind: 'unavailable' } : secret.credential;
  return { connection: connectionInForce(name, settings, tls, credential), advice };
}

function connectionInForce(
  name: string,
  settings: Connection,
  tls: ConnectionInForce['tls'],
  credential: CredentialInForce,
): ConnectionInForce {
  const { origin, pathname } = new URL(settings.upstream);
  const { timeouts, pool, record } = settings;
  return {
    name,
    origin,
    basePath: pathname.replace(/\/$/, ''),
    credential: () => credential,
    record,
    tls,
    connectMsMax: timeouts.connectMs,
    headersMsMax: timeouts.headersMs,
    idleMsMax: timeouts.idleMs,
    poolConnectionsMax: pool.connectionsMax,
    // Hashed, because the client key of TLS is among it.
    poolKey: createHash('sha256')
      .update(JSON.stringify([name, origin, tls, timeouts, pool]))
      .digest('base64url'),
  };
}
