/** The demo provider's settings: clients, claims, lifetimes, and access tokens as RFC 9068 says, for the audience `sallyport`. */
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { demoIdentities, demoIdentityOf } from './demo-identities.js';
import type { ProviderSecrets } from './signing-keys.js';
import type { ProviderStore } from './provider-store.js';

/** What our gateway and REST ports expect in `aud`. */
export const audience = 'sallyport';
/** RFC 8707 wants an absolute URI; the token's audience is the short name. */
export const resource = 'urn:sallyport';
/** Public client of the command line (device flow, and authorization code with PKCE). */
export const cliClientId = 'sallyport-cli';
/** Public client of the approval service, by which people link their accounts in Slack. */
export const approvalClientId = 'sallyport-approval';
/** As identity providers commonly do: an hour. */
export const accessTokenS = 3_600;
const refreshTokenS = 14 * 86_400;
/** Long enough to walk to another device. */
const deviceCodeS = 600;
const scopes = 'openid offline_access email profile groups';

async function grantEverything({
  oidc,
}: KoaContextWithOIDC): Promise<InstanceType<typeof oidc.provider.Grant>> {
  const clientId = oidc.client?.clientId;
  const accountId = oidc.session?.accountId;
  const known = oidc.result?.consent?.grantId ?? (clientId && oidc.session?.grantIdFor(clientId));
  const found = known ? await oidc.provider.Grant.find(known) : undefined;
  if (found) return found;
  const grant = new oidc.provider.Grant({ clientId, accountId });
  grant.addOIDCScope(scopes);
  grant.addResourceScope(resource, audience);
  await grant.save();
  return grant;
}

export function providerConfiguration(secrets: ProviderSecrets, store: ProviderStore): Configuration {
  return {
    adapter: store.adapter,
    jwks: { keys: [...secrets.keys] },
    cookies: { keys: [secrets.cookieSecret] },
    scopes: scopes.split(' '),
    claims: { openid: ['sub'], email: ['email'], profile: ['name'], groups: ['groups'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clients: [
      {
        client_id: cliClientId,
        client_name: 'Sallyport command line',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['http://127.0.0.1/callback'],
      },
      {
        client_id: approvalClientId,
        client_name: 'Sallyport approvals',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['http://127.0.0.1/slack/callback'],
      },
      {
        client_id: demoIdentities.agent.subject,
        client_secret: secrets.agentSecret,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      },
    ],
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: audience,
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: accessTokenS,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    findAccount: (_ctx, subject) => {
      const identity = demoIdentityOf(subject);
      return identity && { accountId: subject, claims: () => ({ sub: subject, ...personOf(subject) }) };
    },
    extraTokenClaims: (_ctx, token) =>
      personOf(token.kind === 'AccessToken' ? token.accountId : (token.clientId ?? '')),
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    loadExistingGrant: grantEverything,
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    ttl: {
      AccessToken: accessTokenS,
      ClientCredentials: accessTokenS,
      DeviceCode: deviceCodeS,
      RefreshToken: refreshTokenS,
      Grant: refreshTokenS,
      Session: refreshTokenS,
      IdToken: accessTokenS,
      Interaction: deviceCodeS,
    },
  };
}

/** The claims about a person or agent that every token of theirs carries. */
export function personOf(
  subject: string,
): { groups: readonly string[]; email: string; name: string } | undefined {
  const identity = demoIdentityOf(subject);
  return identity && { groups: identity.groups, email: identity.email, name: identity.name };
}
