/** What policy says of a request, with reasons from one closed list. */

export type Reason =
  | 'ACCESS_GRANTED'
  | 'NO_ACCESS_RULE'
  | 'METHOD_NOT_ALLOWED'
  | 'PATH_NOT_ALLOWED'
  | 'TOKEN_CONNECTION_NOT_ALLOWED'
  | 'TOKEN_OPERATION_NOT_ALLOWED';

/** Obligations that come with an allowed request. None exist yet. */
export type Obligation = never;

export interface Verdict {
  readonly decision: 'allow' | 'deny' | 'hold';
  /** Name of the access rule that decided; empty for the default denial. */
  readonly rule: string;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly Obligation[];
  /** One sentence for a person. */
  readonly sentence: string;
}

/** The neutral facts that policy judges. */
export interface JudgedRequest {
  readonly subject: string;
  readonly groups: readonly string[];
  readonly agent: string;
  readonly connection: string;
  /** Upper case. */
  readonly method: string;
  /** Normalised path at the upstream, without query, starting with `/`. */
  readonly path: string;
  readonly narrowing?: { readonly connections?: readonly string[]; readonly operations?: readonly string[] };
}
