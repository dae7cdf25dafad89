/**
 * For services that only need to know who calls and in which role: a verifier that follows the policy document.
 *
 *     const callers = await openCallersOfFile({ path: env.SALLYPORT_CONFIG, onRefused: (problems) => … });
 *     const guard = createRestGuard({ verifier: callers.verifier, groups: () => callers.roles().auditor });
 */
import type { Roles } from '@sallyport/policy/document/roles';
import type { ProviderSettings } from '../issuers/issuer-settings.js';
import { createTokenVerifier } from '../verify/token-verifier.js';
import type { TokenVerifier, TokenVerifierOptions } from '../verify/token-verifier.js';
import { openPolicyFile } from './policy-file.js';
import type { PolicyFileOptions } from './policy-file.js';
import { readProviders } from './read-providers.js';

interface CallerPolicy {
  readonly providers: readonly ProviderSettings[];
  readonly roles: Roles;
}

export interface CallersOfFile {
  readonly verifier: TokenVerifier;
  /** Groups by role, as the document in force says. */
  roles(): Roles;
  close(): void;
}

export interface CallersOfFileOptions
  extends
    Pick<PolicyFileOptions<unknown>, 'path' | 'onRefused' | 'lookMs'>,
    Pick<TokenVerifierOptions, 'nowMs' | 'fetchJson' | 'onKeysFailed'> {
  readonly onLoaded?: (version: string) => void;
}

/** @throws PolicyRefusedError when the document is refused at start */
export async function openCallersOfFile(options: CallersOfFileOptions): Promise<CallersOfFile> {
  const { onLoaded, ...rest } = options;
  const verifier = createTokenVerifier({ ...rest, issuers: [] });
  const file = await openPolicyFile<CallerPolicy>({
    ...rest,
    prepare: async (loaded, read) => {
      const result = await readProviders(loaded, read);
      if (result.kind === 'refused') return result;
      const { roles } = loaded.document;
      return { kind: 'ready', value: { providers: result.providers, roles }, advice: [] };
    },
    onLoaded: ({ providers }, version) => {
      verifier.configure(providers);
      onLoaded?.(version);
    },
  });
  return { verifier, roles: () => file.current().roles, close: () => file.close() };
}
