/** The delegation chain (RFC 8693 §4.1 `act`) and the agent it ends in. */
import type { ActorClaim } from '../caller.js';
import { ACT_DEPTH_MAX, IDENTIFIER_CHARS_MAX } from '../limits.js';
import { claimAt, textClaim } from './claim-path.js';
import type { ClaimPath } from './claim-path.js';
import { isRecord } from './compact.js';

type Claims = Readonly<Record<string, unknown>>;

/** The nearest actor first; undefined when a link is malformed or the chain too deep. */
export function actorChain(claims: Claims, issuer: string): readonly ActorClaim[] | undefined {
  const chain: ActorClaim[] = [];
  let link: unknown = claims['act'];
  while (link !== undefined) {
    if (!isRecord(link) || chain.length >= ACT_DEPTH_MAX) return undefined;
    const subject = textClaim(link['sub'], IDENTIFIER_CHARS_MAX);
    const actorIssuer = link['iss'] === undefined ? issuer : textClaim(link['iss'], IDENTIFIER_CHARS_MAX);
    if (subject === undefined || actorIssuer === undefined) return undefined;
    chain.push({ subject, issuer: actorIssuer });
    link = link['act'];
  }
  return chain;
}

/**
 * The program that acts: the nearest actor, else the mapped claim, else the client the token was issued to (`azp` of
 * OpenID Connect, `client_id` of RFC 9068). Never a header. Undefined when the claim is there but no identifier.
 */
export function agentOf(
  claims: Claims,
  chain: readonly ActorClaim[],
  mapped: ClaimPath | undefined,
): string | undefined {
  const nearest = chain[0];
  if (nearest !== undefined) return nearest.subject;
  const value = mapped === undefined ? (claims['azp'] ?? claims['client_id']) : claimAt(claims, mapped);
  return value === undefined ? '' : textClaim(value, IDENTIFIER_CHARS_MAX);
}
