/** What the verifier needs to know of one issuer. */
import type { JSONWebKeySet } from 'jose';
import type { ClaimPath } from '../token/claim-path.js';

/** Where its keys come from. */
export type KeySource =
  | { readonly kind: 'discovery' }
  | { readonly kind: 'jwks'; readonly uri: string }
  | { readonly kind: 'held'; readonly keys: JSONWebKeySet };

/** Groups by subject or verified e-mail, from a file. */
export type GroupsByMember = ReadonlyMap<string, readonly string[]>;

export interface ClaimPaths {
  readonly groups: ClaimPath;
  /** Undefined: `azp`, else `client_id`. */
  readonly agent: ClaimPath | undefined;
  readonly email: ClaimPath;
  readonly name: ClaimPath;
  readonly attributes: Readonly<Record<string, ClaimPath>>;
}

interface Issuer {
  readonly name: string;
  /** `iss`, compared character by character. */
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
  readonly clockSkewS: number;
  readonly keys: KeySource;
}

/** An OpenID provider. */
export interface ProviderSettings extends Issuer {
  readonly kind: 'provider';
  readonly claims: ClaimPaths;
  readonly groupsPrefix: string;
  readonly groupsByMember: GroupsByMember;
  /** Keys may be fetched over plain http from other hosts. */
  readonly insecureHttp: boolean;
}

/** Sallyport itself: session tokens, which name the provider that knows their subject. */
export interface SessionIssuerSettings extends Issuer {
  readonly kind: 'session';
}

export type IssuerSettings = ProviderSettings | SessionIssuerSettings;
