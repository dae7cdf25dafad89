/** Where a provider publishes its keys: OpenID Connect Discovery 1.0 §4. */
import { isUntrustworthyUrl } from '@sallyport/policy/document/urls';
import { isRecord } from '../token/compact.js';
import { FetchError } from './fetch-json.js';
import type { FetchJson } from './fetch-json.js';

export interface DiscoveryOptions {
  readonly issuer: string;
  readonly insecureHttp: boolean;
  readonly fetchJson: FetchJson;
}

/** @throws FetchError when the document cannot be had, speaks for another issuer, or names an unsafe address. */
export async function discoverKeysUri({
  issuer,
  insecureHttp,
  fetchJson,
}: DiscoveryOptions): Promise<string> {
  const document = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (!isRecord(document) || document['issuer'] !== issuer) {
    throw new FetchError(`the discovery document of ${issuer} names another issuer`);
  }
  const uri = document['jwks_uri'];
  if (typeof uri !== 'string' || !URL.canParse(uri)) {
    throw new FetchError(`the discovery document of ${issuer} has no jwks_uri`);
  }
  if (!insecureHttp && isUntrustworthyUrl(uri))
    throw new FetchError(`the jwks_uri of ${issuer} is not https`);
  return uri;
}
