/**
 * Verifies callers' tokens: `createTokenVerifier({ issuers })`, then per request `cached(token) ?? await verify(token)`.
 *
 * What is accepted: a JWT (RFC 7519) signed with a public-key algorithm of its issuer's list, whose `iss` is a
 * configured issuer, whose `aud` names us, and which is neither expired nor early. Access tokens (RFC 9068) and ID
 * tokens alike: Google and others give clients no other JWT than the ID token, and the audience, which the operator
 * configures, says whom a token is for.
 *
 * The caches are keyed by the token's SHA-256: as quick as the token itself as key, small, and no secret is kept.
 */
import { hash } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { CryptoKey } from 'jose';
import type { Caller, VerifyResult, VerifyToken } from '../caller.js';
import { fetchJson as fetchJsonOverHttp } from '../issuers/fetch-json.js';
import type { FetchJson } from '../issuers/fetch-json.js';
import type { IssuerSettings } from '../issuers/issuer-settings.js';
import { createKeyRing } from '../issuers/key-ring.js';
import type { KeyRing } from '../issuers/key-ring.js';
import { keysOfIssuer } from '../issuers/keys-of-issuer.js';
import { REFUSED_CACHE_MS, REFUSED_TOKENS_MAX, VERIFIED_CACHE_MS, VERIFIED_TOKENS_MAX } from '../limits.js';
import { refuse } from '../refusal.js';
import type { Refusal } from '../refusal.js';
import { callerOfClaims } from '../token/caller-of-claims.js';
import { readCompact } from '../token/compact.js';
import { ExpiringCache } from './expiring-cache.js';
import { codeOfJoseError } from './jose-verdict.js';

export interface TokenVerifierOptions {
  readonly issuers: readonly IssuerSettings[];
  /** Milliseconds since 1970. */
  readonly nowMs?: () => number;
  readonly fetchJson?: FetchJson;
  /** The keys of an issuer could not be fetched; old ones may still be in use. */
  readonly onKeysFailed?: (issuerName: string, error: unknown) => void;
}

/** Which remembered tokens to forget. */
export type Forget =
  | { readonly kind: 'all' }
  | { readonly kind: 'token'; readonly tokenId: string }
  | { readonly kind: 'subject'; readonly issuer: string; readonly subject: string };

export interface TokenVerifier extends VerifyToken {
  /** Takes other issuers into use; forgets verified tokens, keeps the keys of issuers whose source did not change. */
  configure(issuers: readonly IssuerSettings[]): void;
  /** For locks and revocations: the next use of such a token is verified in full. */
  forget(what: Forget): void;
}

interface KnownIssuer {
  readonly settings: IssuerSettings;
  readonly ring: KeyRing;
  readonly source: string;
}

interface Verified {
  readonly caller: Caller;
  /** `iss` of the token itself. */
  readonly tokenIssuer: string;
}

export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { nowMs = Date.now, fetchJson = fetchJsonOverHttp, onKeysFailed } = options;
  const verified = new ExpiringCache<Verified>(VERIFIED_TOKENS_MAX);
  const refused = new ExpiringCache<Refusal>(REFUSED_TOKENS_MAX);
  const running = new Map<string, Promise<VerifyResult>>();
  let known = new Map<string, KnownIssuer>();
  /** Grows whenever something is forgotten: a verification that began before is not remembered. */
  let generation = 0;

  function forgetWhere(condition?: (entry: Verified) => boolean): void {
    generation++;
    verified.drop(condition);
    refused.drop();
    running.clear();
  }

  function knownIssuer(settings: IssuerSettings): KnownIssuer {
    const source = JSON.stringify([settings.keys, settings.kind === 'provider' && settings.insecureHttp]);
    const before = known.get(settings.issuer);
    if (before?.source === source) return { settings, source, ring: before.ring };
    const ring = createKeyRing({
      load: () => keysOfIssuer(settings, fetchJson),
      nowMs,
      onChanged: () => forgetWhere((entry) => entry.tokenIssuer === settings.issuer),
      onFailed: (error) => onKeysFailed?.(settings.name, error),
    });
    return { settings, source, ring };
  }

  function configure(issuers: readonly IssuerSettings[]): void {
    known = new Map(issuers.map((settings) => [settings.issuer, knownIssuer(settings)]));
    forgetWhere();
  }

  async function verifyInFull(token: string, digest: string): Promise<VerifyResult> {
    const compact = readCompact(token);
    if (compact === undefined) return refuse('TOKEN_MALFORMED');
    const { algorithm, keyId, claims } = compact;
    const issuer = typeof claims['iss'] === 'string' ? known.get(claims['iss']) : undefined;
    if (issuer === undefined) return refuse('TOKEN_ISSUER_UNKNOWN');
    const { settings, ring } = issuer;
    if (!settings.algorithms.includes(algorithm)) return refuse('TOKEN_ALGORITHM_REFUSED', settings.issuer);
    const began = generation;
    const found = await ring.keyFor({ alg: algorithm, kid: keyId });
    if (found.kind === 'unavailable') return refuse('ISSUER_UNAVAILABLE', settings.issuer);
    if (found.kind === 'unknown') return refuse('TOKEN_KEY_UNKNOWN', settings.issuer);
    const result = await judge(token, found.key, settings);
    if (began === generation) remember(digest, result, settings);
    return result;
  }

  async function judge(token: string, key: CryptoKey, settings: IssuerSettings): Promise<VerifyResult> {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [...settings.algorithms],
        issuer: settings.issuer,
        audience: [...settings.audiences],
        clockTolerance: settings.clockSkewS,
        currentDate: new Date(nowMs()),
        requiredClaims: ['sub', 'exp'],
      });
      const result = callerOfClaims(payload, settings);
      if (result.kind === 'refused') return result;
      // A session token ends with the provider it was made from.
      if (!known.has(result.caller.issuer)) return refuse('TOKEN_ISSUER_UNKNOWN', settings.issuer);
      return { kind: 'verified', caller: result.caller };
    } catch (error) {
      return refuse(codeOfJoseError(error), settings.issuer);
    }
  }

  function remember(digest: string, result: VerifyResult, settings: IssuerSettings): void {
    const now = nowMs();
    if (result.kind === 'verified') {
      const endMs = (result.caller.expiresAtS + settings.clockSkewS) * 1000;
      const entry = { caller: result.caller, tokenIssuer: settings.issuer };
      verified.set(digest, entry, Math.min(endMs, now + VERIFIED_CACHE_MS));
    } else if (result.code !== 'TOKEN_NOT_YET_VALID') {
      refused.set(digest, result, now + REFUSED_CACHE_MS);
    }
  }

  configure(options.issuers);
  return {
    configure,
    cached: (token) => verified.get(digestOf(token), nowMs())?.caller,
    drop: (of) => verified.drop(({ caller }) => of(caller)),
    async verify(token) {
      const digest = digestOf(token);
      const hit = verified.get(digest, nowMs());
      if (hit !== undefined) return { kind: 'verified', caller: hit.caller };
      const again = refused.get(digest, nowMs());
      if (again !== undefined) return again;
      let result = running.get(digest);
      if (result === undefined) {
        const begun = verifyInFull(token, digest).finally(() => {
          if (running.get(digest) === begun) running.delete(digest);
        });
        running.set(digest, begun);
        result = begun;
      }
      return result;
    },
    forget(what) {
      if (what.kind === 'all') forgetWhere();
      else if (what.kind === 'token') forgetWhere(({ caller }) => caller.tokenId === what.tokenId);
      else forgetWhere(({ caller }) => caller.issuer === what.issuer && caller.subject === what.subject);
    },
  };
}

const digestOf = (token: string): string => hash('sha256', token, 'base64');
