/** The subject, with an actor put in front of its delegation chain (RFC 8693 §1.1: delegation, not impersonation). */
import type { Caller } from '@sallyport/identity/caller';
import { ACT_DEPTH_MAX } from '@sallyport/identity/limits';
import { decodeJwt } from 'jose';
import { oauthError } from './oauth-answer.js';
import type { OauthError } from './oauth-answer.js';

export type Delegated = { readonly kind: 'delegated'; readonly caller: Caller } | OauthError;

/** Who may act for the subject (RFC 8693 §4.4 `may_act`), from a token that is verified already. */
export const mayActClaim = (subjectToken: string): unknown => decodeJwt(subjectToken)['may_act'];

export function delegate(subject: Caller, actor: Caller, mayActOfSubject: unknown): Delegated {
  if (!mayAct(mayActOfSubject, actor, subject.issuer)) {
    return oauthError('invalid_request', 'The subject token names another party that may act (`may_act`).');
  }
  const act = [{ subject: actor.subject, issuer: actor.issuer }, ...subject.act];
  if (act.length > ACT_DEPTH_MAX) {
    return oauthError('invalid_request', `A delegation chain has at most ${ACT_DEPTH_MAX} parties.`);
  }
  // The program behind the actor's token is its agent; a bare service account is its own.
  return {
    kind: 'delegated',
    caller: { ...subject, act, agent: actor.agent === '' ? actor.subject : actor.agent },
  };
}

/**
 * The subject with the program that presents its token as the actor, where no delegation is told yet: a session token says
 * who acts in `act`, as RFC 8693 has it. The provider that vouches for the subject vouches for the program as well.
 */
export function throughAgent(subject: Caller): Caller {
  const { act, agent, issuer } = subject;
  return act.length > 0 || agent === '' ? subject : { ...subject, act: [{ subject: agent, issuer }] };
}

function mayAct(claim: unknown, actor: Caller, issuer: string): boolean {
  if (claim === undefined) return true;
  if (typeof claim !== 'object' || claim === null) return false;
  const { sub, iss = issuer } = claim as { readonly sub?: unknown; readonly iss?: unknown };
  return sub === actor.subject && iss === actor.issuer;
}
