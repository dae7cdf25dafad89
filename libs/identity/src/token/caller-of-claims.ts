/** Verified claims to the caller they speak of. */
import type { Caller } from '../caller.js';
import type { IssuerSettings, ProviderSettings } from '../issuers/issuer-settings.js';
import { ATTRIBUTE_CHARS_MAX, IDENTIFIER_CHARS_MAX } from '../limits.js';
import { refuse } from '../refusal.js';
import type { Refusal } from '../refusal.js';
import { claimAt, textClaim } from './claim-path.js';
import { actorChain, agentOf } from './delegation.js';
import { groupsOf } from './groups.js';
import { sessionCaller } from './session-claims.js';

export type Claims = Readonly<Record<string, unknown>>;
export type CallerResult = { readonly kind: 'caller'; readonly caller: Caller } | Refusal;

export function callerOfClaims(claims: Claims, settings: IssuerSettings): CallerResult {
  return settings.kind === 'session' ? sessionCaller(claims, settings) : providerCaller(claims, settings);
}

function providerCaller(claims: Claims, settings: ProviderSettings): CallerResult {
  const { issuer, claims: paths } = settings;
  const subject = textClaim(claims['sub'], IDENTIFIER_CHARS_MAX);
  const tokenId = claims['jti'] === undefined ? '' : textClaim(claims['jti'], IDENTIFIER_CHARS_MAX);
  const expiresAtS = claims['exp'];
  if (subject === undefined || tokenId === undefined || typeof expiresAtS !== 'number') {
    return refuse('TOKEN_CLAIM_MISSING', issuer);
  }
  const act = actorChain(claims, issuer);
  const agent = act && agentOf(claims, act, paths.agent);
  if (act === undefined || agent === undefined) {
    return refuse(
      'TOKEN_MALFORMED',
      issuer,
      'The token does not say in a readable way who acts (`act`, `azp`).',
    );
  }
  const groups = groupsOf(claims, settings);
  if (groups.kind === 'refused') return refuse(groups.code, issuer);
  const attributes: Record<string, string> = {};
  for (const [name, path] of Object.entries(paths.attributes)) {
    const value = claimAt(claims, path);
    const text = textClaim(
      typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
      ATTRIBUTE_CHARS_MAX,
    );
    if (text !== undefined) attributes[name] = text;
  }
  const caller: Caller = {
    issuer,
    subject,
    agent,
    groups: groups.groups,
    act,
    tokenId,
    attributes,
    email: textClaim(claimAt(claims, paths.email), ATTRIBUTE_CHARS_MAX) ?? '',
    name: textClaim(claimAt(claims, paths.name), ATTRIBUTE_CHARS_MAX) ?? '',
    expiresAtS,
  };
  return { kind: 'caller', caller };
}
