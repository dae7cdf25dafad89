/**
 * The claims of Sallyport's own session tokens, written and read.
 *
 * `sub` is the subject at its provider and `sub_iss` that provider's issuer, so that a session token speaks of the
 * same caller as the token it was made from. Groups, attributes, e-mail and name are those of that moment.
 */
import { z } from 'zod';
import type { Caller, TokenNarrowing } from '../caller.js';
import type { SessionIssuerSettings } from '../issuers/issuer-settings.js';
import { refuse } from '../refusal.js';
import type { CallerResult, Claims } from './caller-of-claims.js';
import { actorChain } from './delegation.js';

const sessionClaims = z.object({
  sub: z.string().min(1),
  sub_iss: z.string().min(1),
  jti: z.string().min(1),
  exp: z.number(),
  agent: z.string().default(''),
  groups: z.array(z.string()),
  attributes: z.record(z.string(), z.string()).default({}),
  email: z.string().default(''),
  name: z.string().default(''),
  connections: z.array(z.string()).optional(),
  operations: z.array(z.string()).optional(),
});

export type SessionClaims = z.input<typeof sessionClaims> & { readonly act?: ActClaim };

export interface ActClaim {
  readonly sub: string;
  readonly iss: string;
  readonly act?: ActClaim;
}

/** `narrowing` is always there on the caller of a session token, empty when it takes nothing away. */
export function sessionCaller(claims: Claims, settings: SessionIssuerSettings): CallerResult {
  const read = sessionClaims.safeParse(claims);
  const act = actorChain(claims, settings.issuer);
  if (!read.success || act === undefined) return refuse('TOKEN_CLAIM_MISSING', settings.issuer);
  const { sub, sub_iss, jti, exp, connections, operations, ...same } = read.data;
  const narrowing: TokenNarrowing = {
    ...(connections && { connections }),
    ...(operations && { operations }),
  };
  return {
    kind: 'caller',
    caller: { ...same, issuer: sub_iss, subject: sub, tokenId: jti, act, expiresAtS: exp, narrowing },
  };
}

export function claimsOfSession(caller: Caller): Omit<SessionClaims, 'jti' | 'exp'> {
  const act = caller.act.reduceRight<ActClaim | undefined>(
    (inner, actor) => ({ sub: actor.subject, iss: actor.issuer, ...(inner && { act: inner }) }),
    undefined,
  );
  return {
    sub: caller.subject,
    sub_iss: caller.issuer,
    agent: caller.agent,
    groups: [...caller.groups],
    attributes: { ...caller.attributes },
    email: caller.email,
    name: caller.name,
    ...(act && { act }),
    ...(caller.narrowing?.connections && { connections: [...caller.narrowing.connections] }),
    ...(caller.narrowing?.operations && { operations: [...caller.narrowing.operations] }),
  };
}
