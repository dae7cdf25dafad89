/** A loaded document made ready for the data path. */
import path from 'node:path';
import type { IssuerSettings } from '@sallyport/identity/issuers/issuer-settings';
import { readProviders } from '@sallyport/identity/policy-file/read-providers';
import type { Prepared } from '@sallyport/identity/policy-file/policy-file';
import type { ReadPolicyFile } from '@sallyport/identity/policy-file/tracked-reader';
import { compile } from '@sallyport/policy/compile';
import type { LoadedDocument } from '@sallyport/policy/document/load';
import type { TokenSettings } from '@sallyport/policy/document/tokens';
import { evaluate } from '@sallyport/policy/evaluate';
import type { PolicyInForce } from '../core/ports/policy-in-force.js';
import type { TokenKey } from '../tokens/token-key.js';
import { readTokenKey } from '../tokens/token-key.js';
import { sessionIssuer } from '../tokens/session-issuer.js';
import { prepareConnection } from './connection-in-force.js';
import type { Environment } from './credential-in-force.js';
import { unenforced, unenforcedSentence } from './unenforced.js';

const MINUTE_MS = 60_000;

/** Everything that changes together when the document, or a file it names, changes. */
export interface GatewaySnapshot {
  readonly policy: PolicyInForce;
  /** The document's issuers, and Sallyport itself where there is a token key. */
  readonly issuers: readonly IssuerSettings[];
  readonly tokens: TokenSettings;
  /** Undefined: no session tokens are made or accepted. */
  readonly tokenKey: TokenKey | undefined;
}

export interface SnapshotSources {
  readonly environment: Environment;
  /** File of the key that signs session tokens. */
  readonly tokenKeyFile: string | undefined;
}

export async function prepareSnapshot(
  loaded: LoadedDocument,
  read: ReadPolicyFile,
  { environment, tokenKeyFile }: SnapshotSources,
): Promise<Prepared<GatewaySnapshot>> {
  const { document } = loaded;
  const idle = unenforced(document).map((path) => loaded.problemAt(path, unenforcedSentence));
  if (idle.length > 0) return { kind: 'refused', problems: idle };
  const providers = await readProviders(loaded, read);
  const key =
    tokenKeyFile === undefined ? undefined : await readTokenKey(await read(path.resolve(tokenKeyFile)));
  const keyProblems =
    key?.kind === 'refused' ? [loaded.problemAt([], `SALLYPORT_TOKEN_KEY_FILE: ${key.sentence}`)] : [];
  if (providers.kind === 'refused' || key?.kind === 'refused') {
    const others = providers.kind === 'refused' ? providers.problems : [];
    return { kind: 'refused', problems: [...others, ...keyProblems] };
  }
  const entries = Object.entries(document.connections);
  const prepared = await Promise.all(
    entries.map(([name, settings]) => prepareConnection(name, settings, { loaded, environment, read })),
  );
  const tokenKey = key?.key;
  const { windowMinutes, idleMinutes, header } = document.session;
  const connections = new Map(prepared.map(({ connection }) => [connection.name, connection]));
  const compiled = compile(document);
  return {
    kind: 'ready',
    value: {
      policy: {
        version: loaded.version,
        session: { windowMs: windowMinutes * MINUTE_MS, idleMs: idleMinutes * MINUTE_MS, header },
        connection: (name) => connections.get(name),
        connectionNames: [...connections.keys()],
        judge: (request) => evaluate(compiled, request),
      },
      issuers: [...providers.providers, ...(tokenKey ? [sessionIssuer(document.tokens, tokenKey)] : [])],
      tokens: document.tokens,
      tokenKey,
    },
    advice: prepared.flatMap(({ advice }) => advice),
  };
}
