/** POST /token: a caller's token for a session token that permits the same or less (RFC 8693). */
import { randomUUID } from 'node:crypto';
import type { Caller, VerifyToken } from '@sallyport/identity/caller';
import { TOKEN_BYTES_MAX } from '@sallyport/identity/limits';
import { claimsOfSession } from '@sallyport/identity/token/session-claims';
import type { TokenSettings } from '@sallyport/policy/document/tokens';
import { SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { delegate, mayActClaim, throughAgent } from './delegate.js';
import { readExchangeForm } from './exchange-form.js';
import type { ExchangeForm } from './exchange-form.js';
import { narrow } from './narrow.js';
import { oauthError } from './oauth-answer.js';
import type { OauthError } from './oauth-answer.js';
import { sessionTokenIssuer } from './session-issuer.js';
import type { TokenKey } from './token-key.js';

export interface ExchangeContext {
  readonly verifier: VerifyToken;
  readonly key: TokenKey;
  readonly settings: TokenSettings;
  readonly connectionNames: readonly string[];
  readonly nowMs: number;
}

export interface IssuedToken {
  readonly kind: 'issued';
  readonly token: string;
  readonly tokenId: string;
  readonly type: string;
  readonly expiresInS: number;
  /** Whose it is, and what it permits. */
  readonly caller: Caller;
}

export async function exchangeToken(
  contentType: string,
  body: Buffer,
  context: ExchangeContext,
): Promise<IssuedToken | OauthError> {
  const form = readExchangeForm(contentType, body);
  if (form.kind === 'error') return form;
  const subject = await verified(form.subjectToken, 'subject_token', context.verifier);
  if ('error' in subject) return subject;
  const unknown = form.connections?.some((name) => !context.connectionNames.includes(name));
  if (unknown === true) {
    return { ...oauthError('invalid_target', 'One of the connections does not exist.'), caller: subject };
  }
  const actor =
    form.actorToken === undefined
      ? undefined
      : await verified(form.actorToken, 'actor_token', context.verifier);
  if (actor !== undefined && 'error' in actor) return { ...actor, caller: subject };
  const mayAct = mayActClaim(form.subjectToken);
  const delegated = actor && delegate(subject, actor, mayAct);
  if (delegated?.kind === 'error') return { ...delegated, caller: subject };
  const parents = [subject, ...(actor ? [actor] : [])];
  const narrowed = narrow(
    form,
    parents.flatMap(({ narrowing }) => narrowing ?? []),
  );
  if (narrowed.kind === 'error') return { ...narrowed, caller: subject };
  const caller = { ...(delegated?.caller ?? throughAgent(subject)), narrowing: narrowed.narrowing };
  // Who may act stays said until somebody does: otherwise a first exchange would launder it away.
  const claims = { ...claimsOfSession(caller), ...(!actor && mayAct !== undefined && { may_act: mayAct }) };
  const signed = await sign(
    { caller, claims, type: form.issuedType, expiresInS: lifetimeS(form, parents, context) },
    context,
  );
  return signed.kind === 'error' ? { ...signed, caller: subject } : signed;
}

async function verified(
  token: string,
  parameter: string,
  verifier: VerifyToken,
): Promise<Caller | OauthError> {
  const result = await verifier.verify(token);
  if (result.kind === 'verified') return result.caller;
  const { code, message, claimedIssuer } = result;
  // RFC 8693 §2.2.2: a token that is invalid for any reason is `invalid_request`.
  return code === 'ISSUER_UNAVAILABLE'
    ? oauthError('temporarily_unavailable', message, { status: 503, code, claimedIssuer })
    : oauthError('invalid_request', `${parameter}: ${message}`, { code, claimedIssuer });
}

/** As asked, at most what policy says; what comes from a session token ends with it, however often it is exchanged. */
function lifetimeS(
  form: ExchangeForm,
  parents: readonly Caller[],
  { settings, nowMs }: ExchangeContext,
): number {
  const asked = form.ttlS ?? settings.ttlDefaultMinutes * 60;
  const left = parents
    .filter(({ narrowing }) => narrowing !== undefined)
    .map(({ expiresAtS }) => Math.floor(expiresAtS - nowMs / 1000));
  return Math.min(asked, settings.ttlMaxMinutes * 60, ...left);
}

interface Draft {
  readonly caller: Caller;
  readonly claims: JWTPayload;
  readonly type: string;
  readonly expiresInS: number;
}

async function sign(
  draft: Draft,
  { key, settings, nowMs }: ExchangeContext,
): Promise<IssuedToken | OauthError> {
  const { caller, claims, type, expiresInS } = draft;
  const issuer = sessionTokenIssuer(settings);
  const issuedAtS = Math.floor(nowMs / 1000);
  const tokenId = randomUUID();
  if (expiresInS <= 0)
    return oauthError('invalid_request', 'The token is about to end: there is nothing left to exchange.');
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: key.algorithm, kid: key.keyId, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(issuer)
    .setIssuedAt(issuedAtS)
    .setExpirationTime(issuedAtS + expiresInS)
    .setJti(tokenId)
    .sign(key.privateKey);
  if (token.length > TOKEN_BYTES_MAX) {
    return oauthError(
      'invalid_scope',
      `The token would exceed ${TOKEN_BYTES_MAX} bytes: ask for fewer operations.`,
    );
  }
  return { kind: 'issued', token, tokenId, type, expiresInS, caller };
}
