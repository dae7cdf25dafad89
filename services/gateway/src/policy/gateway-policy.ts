/**
 * The policy of the gateway, for its composition root:
 *
 *     const policy = await openGatewayPolicy({ path, tokenKeyFile, environment: process.env, log, metrics });
 *     policy.current()         what the data path asks: connections, credentials, `judge`
 *     policy.verifier          who calls; follows the document's issuers
 *     policy.ownEndpoints      POST /token and what belongs to it, by path
 *     policy.onChange(f)       called after each change with the new policy: end pools whose `poolKey` is gone
 *     policy.close()
 *
 * Document, credentials, certificates, groups files and token key change together and at once, within a second of
 * a change on disk. Whatever is refused leaves everything as it was. A credential or certificate that is missing
 * closes its connection alone, so that it cannot hold up a change of access.
 */
import { Accounts } from '@sallyport/policy/limits/accounts';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { openPolicyFile } from '@sallyport/identity/policy-file/policy-file';
import { createTokenVerifier } from '@sallyport/identity/verify/token-verifier';
import type { TokenVerifier } from '@sallyport/identity/verify/token-verifier';
import type { PolicyInForce } from '../core/ports/policy-in-force.js';
import type { OwnEndpoint } from '../protocols/http/own-endpoint.js';
import { tokenEndpoints } from '../tokens/token-endpoints.js';
import type { Environment } from './credential-in-force.js';
import { policyMetrics } from './policy-metrics.js';
import { KeyRing, randomMaskSecret } from './mask-keys.js';
import { prepareSnapshot } from './policy-in-force.js';
import type { GatewaySnapshot } from './policy-in-force.js';

export interface GatewayPolicyOptions {
  /** SALLYPORT_CONFIG. */
  readonly path: string;
  /** SALLYPORT_TOKEN_KEY_FILE; relative names are relative to the document's folder. */
  readonly tokenKeyFile: string | undefined;
  /** SALLYPORT_MASKING_KEY_FILE, read at the start. */
  readonly maskingSecret: Buffer | undefined;
  /** Where `credential: { value: { env } }` is looked up. */
  readonly environment: Environment;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics: Registry;
  readonly lookMs?: number;
}

export interface GatewayPolicy {
  current(): PolicyInForce;
  readonly verifier: TokenVerifier;
  readonly ownEndpoints: ReadonlyMap<string, OwnEndpoint>;
  /** Keys of masking. */
  readonly keyRing: KeyRing;
  onChange(listener: (policy: PolicyInForce) => void): void;
  close(): void;
}

/** @throws PolicyRefusedError with every problem, when the first document is refused */
export async function openGatewayPolicy(options: GatewayPolicyOptions): Promise<GatewayPolicy> {
  const { path, log, lookMs } = options;
  const metrics = policyMetrics(options.metrics);
  const keyRing = new KeyRing(options.maskingSecret ?? randomMaskSecret());
  const sources = { ...options, keyRing, accounts: new Accounts() };
  const listeners: ((policy: PolicyInForce) => void)[] = [];
  const verifier = createTokenVerifier({
    issuers: [],
    onKeysFailed: (issuer, error) => {
      metrics.keysFailed(issuer);
      log.warn(
        { issuer, reason: error instanceof Error ? error.message : 'unknown' },
        'issuer keys cannot be fetched',
      );
    },
  });
  const file = await openPolicyFile<GatewaySnapshot>({
    path,
    ...(lookMs !== undefined && { lookMs }),
    prepare: (loaded, read) => prepareSnapshot(loaded, read, sources),
    onLoaded: ({ issuers, policy }, version, advice) => {
      verifier.configure(issuers);
      metrics.loaded(version);
      log.info({ policyVersion: version }, 'policy in force');
      for (const line of advice) log.warn({ policyVersion: version, at: line }, 'policy advice');
      for (const listener of listeners) listener(policy);
    },
    onRefused: (problems) => {
      metrics.refused();
      log.error({ problems }, 'policy refused: the last good one stays in force');
    },
  });
  return {
    current: () => file.current().policy,
    verifier,
    keyRing,
    ownEndpoints: tokenEndpoints({ verifier, snapshot: () => file.current(), nowMs: Date.now, log }),
    onChange: (listener) => {
      listeners.push(listener);
    },
    close: () => file.close(),
  };
}
