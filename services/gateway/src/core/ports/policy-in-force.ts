/** The policy document as the data path needs it: resolved, compiled, answering without waiting. Real: `policy/`. */
import type { JudgedRequest, Verdict } from '@sallyport/policy/verdict';

/** What a connection injects into each request: the real credential. */
export type CredentialInForce =
  | { readonly kind: 'none' }
  | { readonly kind: 'header'; /** Lower case. */ readonly name: string; readonly value: string }
  /** The variable or file that the document names is not there. */
  | { readonly kind: 'unavailable' };

export interface ConnectionInForce {
  readonly name: string;
  /** Scheme, host and port, such as `https://api.example.com`. */
  readonly origin: string;
  /** Path before every request's path; empty or `/x` without a slash at its end. */
  readonly basePath: string;
  /** Read for each request, because files are watched. */
  credential(): CredentialInForce;
  readonly record: 'full' | 'metadata';
  readonly tls: {
    /** PEM of the authorities to trust instead of the system's. */
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly serverName?: string;
  };
  readonly connectMsMax: number;
  readonly headersMsMax: number;
  readonly idleMsMax: number;
  readonly poolConnectionsMax: number;
  /** Changes exactly when a pool made for this connection can no longer be used. */
  readonly poolKey: string;
}

export interface PolicyInForce {
  /** SHA-256 of the document, hexadecimal. */
  readonly version: string;
  readonly session: { readonly windowMs: number; readonly idleMs: number; readonly header: boolean };
  connection(name: string): ConnectionInForce | undefined;
  readonly connectionNames: readonly string[];
  /** Judges in process; default deny. */
  judge(request: JudgedRequest): Verdict;
}

/** The document in force now; undefined until the first good one. */
export type CurrentPolicy = () => PolicyInForce | undefined;
