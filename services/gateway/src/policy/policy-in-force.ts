/** A loaded document made ready for the data path. */
import path from 'node:path';
import type { IssuerSettings } from '@sallyport/identity/issuers/issuer-settings';
import { shippedKinds } from '@sallyport/masking/detectors/shipped';
import { readProviders } from '@sallyport/identity/policy-file/read-providers';
import type { Prepared } from '@sallyport/identity/policy-file/policy-file';
import type { ReadPolicyFile } from '@sallyport/identity/policy-file/tracked-reader';
import { deniedUnread } from '@sallyport/policy/access-verdict';
import { compile } from '@sallyport/policy/compile';
import type { LoadedDocument } from '@sallyport/policy/document/load';
import type { TokenSettings } from '@sallyport/policy/document/tokens';
import { kindProblems } from '@sallyport/policy/document/kind-problems';
import { evaluate, evaluateAnswer, evaluateToolCall } from '@sallyport/policy/evaluate';
import type { Accounts } from '@sallyport/policy/limits/accounts';
import { Limiter } from '@sallyport/policy/limits/limiter';
import { costTable } from '@sallyport/policy/prices/cost';
import { shownModels } from '@sallyport/policy/shown-models';
import type { PolicyInForce } from '../core/ports/policy-in-force.js';
import type { TokenKey } from '../tokens/token-key.js';
import { readTokenKey } from '../tokens/token-key.js';
import { sessionIssuer } from '../tokens/session-issuer.js';
import { prepareConnection } from './connection-in-force.js';
import type { Environment } from './credential-in-force.js';
import { prepareMasking } from './masking-in-force.js';
import type { KeyRing } from './mask-keys.js';

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
  readonly keyRing: KeyRing;
  /** What limits have counted goes on over a change of the document. */
  readonly accounts: Accounts;
}

export async function prepareSnapshot(
  loaded: LoadedDocument,
  read: ReadPolicyFile,
  { environment, tokenKeyFile, keyRing, accounts }: SnapshotSources,
): Promise<Prepared<GatewaySnapshot>> {
  const { document } = loaded;
  const unknown = kindProblems(document, shippedKinds);
  if (unknown.length > 0) {
    return { kind: 'refused', problems: unknown.map(({ path, message }) => loaded.problemAt(path, message)) };
  }
  const prepared = prepareMasking(loaded, keyRing);
  if (prepared.kind === 'refused') return prepared;
  const { masking } = prepared;
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
  const compiled = compile(document, {
    version: loaded.version,
    shownName: (name) => masking.recordedWords(name),
  });
  const opened = await Promise.all(
    entries.map(([name, settings]) =>
      prepareConnection(name, settings, { loaded, compiled, environment, read }),
    ),
  );
  const tokenKey = key?.key;
  const { windowMinutes, idleMinutes, header } = document.session;
  const connections = new Map(opened.map(({ connection }) => [connection.name, connection]));
  return {
    kind: 'ready',
    value: {
      policy: {
        version: loaded.version,
        session: { windowMs: windowMinutes * MINUTE_MS, idleMs: idleMinutes * MINUTE_MS, header },
        approvals: document.approvals,
        connection: (name) => connections.get(name),
        connectionNames: [...connections.keys()],
        judge: (request) => evaluate(compiled, request),
        deniedUnread: (request) => deniedUnread(compiled, request),
        judgeAnswer: (request, answer) => evaluateAnswer(compiled, request, answer),
        judgeCall: (request, call) => evaluateToolCall(compiled, request, call),
        shownModels: (request) => shownModels(compiled, request),
        planOf: (masks, isRecorded, owner) => masking.planOf(masks, isRecorded, owner),
        recordedWords: (text) => masking.recordedWords(text),
        categoryOf: (kind) => masking.categoryOf(kind),
        limiter: new Limiter(document.limits, accounts),
        costOf: costTable(document.prices),
      },
      issuers: [...providers.providers, ...(tokenKey ? [sessionIssuer(document.tokens, tokenKey)] : [])],
      tokens: document.tokens,
      tokenKey,
    },
    advice: opened.flatMap(({ advice }) => advice),
  };
}
