/** The verified caller, as every protocol and every REST endpoint sees it. */

/** One party of a delegation chain (RFC 8693 §4.1), the nearest first. */
export interface ActorClaim {
  readonly subject: string;
  readonly issuer: string;
}

/** What a Sallyport session token permits, on top of what its subject may do. Absent parts do not narrow. */
export interface TokenNarrowing {
  readonly connections?: readonly string[];
  /** Operations such as `POST /v1/chat/completions`, in the pattern language of `access` rules. */
  readonly operations?: readonly string[];
}

export interface Caller {
  readonly issuer: string;
  /** Stable subject id at the issuer. */
  readonly subject: string;
  /** From `act`, `azp` or the mapped claim; empty when the subject acts itself. */
  readonly agent: string;
  readonly groups: readonly string[];
  readonly act: readonly ActorClaim[];
  /** `jti`, or empty. */
  readonly tokenId: string;
  /** Mapped custom claims. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Personal details: payloads only, never logs. */
  readonly email: string;
  readonly name: string;
  /** Present on Sallyport session tokens. */
  readonly narrowing?: TokenNarrowing;
  /** When the token ends: seconds since 1970. */
  readonly expiresAtS: number;
}

export type AuthErrorCode =
  | 'TOKEN_MISSING'
  | 'TOKEN_IN_QUERY'
  | 'TOKEN_MALFORMED'
  | 'TOKEN_ISSUER_UNKNOWN'
  | 'TOKEN_ALGORITHM_REFUSED'
  | 'TOKEN_KEY_UNKNOWN'
  | 'TOKEN_SIGNATURE_INVALID'
  | 'TOKEN_AUDIENCE_WRONG'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_NOT_YET_VALID'
  | 'TOKEN_CLAIM_MISSING'
  | 'TOKEN_GROUPS_OVERAGE'
  | 'ISSUER_UNAVAILABLE';

export type VerifyResult =
  | { readonly kind: 'verified'; readonly caller: Caller }
  | {
      readonly kind: 'refused';
      readonly code: AuthErrorCode;
      /** One sentence for the client; names no claim values. */
      readonly message: string;
      /** The issuer the token names, if it is a configured one; unverified. */
      readonly claimedIssuer: string;
    };

export interface VerifyToken {
  /** Synchronous answer from the cache of verified tokens, or undefined. ~2 µs. */
  cached(token: string): Caller | undefined;
  /** Full verification; fills the cache. Never throws for a bad token. */
  verify(token: string): Promise<VerifyResult>;
  /** Forgets verified tokens of these callers; gives how many. */
  drop(of: (caller: Caller) => boolean): number;
}
