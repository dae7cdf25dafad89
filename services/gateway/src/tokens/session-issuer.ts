/** Sallyport as an issuer among the others: session tokens are verified by the same verifier, without a network. */
import type { SessionIssuerSettings } from '@sallyport/identity/issuers/issuer-settings';
import { DEFAULT_TOKEN_ISSUER } from '@sallyport/policy/document/tokens';
import type { TokenSettings } from '@sallyport/policy/document/tokens';
import { TOKEN_KEY_ALGORITHMS } from './token-key.js';
import type { TokenKey } from './token-key.js';

/** Replicas' clocks may differ by this much. */
const CLOCK_SKEW_S = 5;

/** `iss` and `aud` of session tokens: from the document, hence the same on every replica. */
export const sessionTokenIssuer = (settings: TokenSettings): string =>
  settings.publicUrl ?? DEFAULT_TOKEN_ISSUER;

export function sessionIssuer(settings: TokenSettings, key: TokenKey): SessionIssuerSettings {
  const issuer = sessionTokenIssuer(settings);
  return {
    kind: 'session',
    name: 'sallyport',
    issuer,
    audiences: [issuer],
    algorithms: TOKEN_KEY_ALGORITHMS,
    clockSkewS: CLOCK_SKEW_S,
    keys: { kind: 'held', keys: key.published },
  };
}
