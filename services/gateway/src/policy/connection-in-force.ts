/** One connection of the document, with its credential and certificates at hand. */
import { createHash } from 'node:crypto';
import type { ReadPolicyFile } from '@sallyport/identity/policy-file/tracked-reader';
import type { Connection } from '@sallyport/policy/document/connections';
import type { LoadedDocument } from '@sallyport/policy/document/load';
import type { DocumentProblem } from '@sallyport/policy/document/problem';
import {
  holdsAnswers,
  judgedReturns,
  needsAnswer,
  needsAnswerFindings,
  needsFindings,
  needsOperation,
  standingMasks,
  type CompiledPolicy,
} from '@sallyport/policy/compile';
import type { ConnectionInForce, CredentialInForce, ReadingInForce } from '../core/ports/policy-in-force.js';
import { dialectsOf } from '../core/reading/dialects.js';
import { readCredential } from './credential-in-force.js';
import type { Environment } from './credential-in-force.js';
import { readTls } from './tls-in-force.js';

export interface PreparedConnection {
  readonly connection: ConnectionInForce;
  /** Why it is closed; empty when it is open. */
  readonly advice: readonly DocumentProblem[];
}

export interface PreparedFrom {
  readonly loaded: LoadedDocument;
  readonly compiled: CompiledPolicy;
  readonly environment: Environment;
  readonly read: ReadPolicyFile;
}

export async function prepareConnection(
  name: string,
  settings: Connection,
  { loaded, compiled, environment, read }: PreparedFrom,
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
  const reading = readingOf(name, settings, compiled);
  return { connection: connectionInForce(name, settings, { tls, credential, reading }), advice };
}

/** As much of a request as is read for rules where the document does not say. */
const judgeBytesMax = 2 * 1024 * 1024;

function readingOf(name: string, settings: Connection, compiled: CompiledPolicy): ReadingInForce {
  const returns = judgedReturns(compiled, name);
  return {
    dialects: dialectsOf[settings.dialect],
    bindsRequests: needsOperation(compiled, name),
    bindsAnswers: needsAnswer(compiled, name),
    judgeBytesMax: settings.judgeBytesMax ?? judgeBytesMax,
    takesUnreadable: settings.unreadable === 'http',
    judgesAnswers: returns.answers,
    judgesCalls: returns.calls,
    holdsAnswers: holdsAnswers(compiled, name),
    findsInRequests: needsFindings(compiled, name),
    findsInAnswers: needsAnswerFindings(compiled, name),
    masks: standingMasks(compiled, name),
  };
}

function connectionInForce(
  name: string,
  settings: Connection,
  {
    tls,
    credential,
    reading,
  }: Pick<ConnectionInForce, 'tls' | 'reading'> & { readonly credential: CredentialInForce },
): ConnectionInForce {
  const { origin, pathname } = new URL(settings.upstream);
  const { timeouts, pool, record, dialect } = settings;
  const cookies = settings.cookies ?? (dialect === 'auto' || dialect === 'http' ? undefined : 'strip');
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
    reading,
    ...(cookies === undefined ? {} : { cookies }),
    // Hashed, because the client key of TLS is among it.
    servesStale: settings.onStaleFeed === 'serve',
    poolKey: createHash('sha256')
      .update(JSON.stringify([name, origin, tls, timeouts, pool]))
      .digest('base64url'),
  };
}
