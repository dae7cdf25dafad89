/** Requests on the data port that the gateway answers itself, such as `POST /token`: no connection, no upstream. */
import type { Caller } from '@sallyport/identity/caller';
import type { RefusalCode } from '../../core/error-table.js';

export interface OwnRequest {
  readonly method: string;
  readonly query: string;
  readonly contentType: string;
  readonly authorization: string | undefined;
  readonly body: Buffer;
  readonly requestId: string;
  /** Full address of the caller: personal. */
  readonly sourceAddress: string;
  readonly sourceNetwork: string;
}

/** What an endpoint's no says in the record. */
export interface OwnRefusal {
  readonly code: RefusalCode;
  /** Whose token it was, where that was verified. */
  readonly caller: Caller | undefined;
  /** The issuer the token names, if it is a configured one; unverified. */
  readonly claimedIssuer: string;
}

export interface OwnAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Present on answers that are to be events. */
  readonly refusal?: OwnRefusal;
}

export interface OwnEndpoint {
  /** Methods it takes; others get 405. */
  readonly methods: readonly string[];
  /** Largest body in bytes. */
  readonly bodyBytesMax: number;
  /** Never throws for a bad request. */
  handle(request: OwnRequest): Promise<OwnAnswer>;
}
