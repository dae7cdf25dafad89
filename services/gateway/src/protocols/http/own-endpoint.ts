/** Requests on the data port that the gateway answers itself, such as `POST /token`: no connection, no upstream. */

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

export interface OwnAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface OwnEndpoint {
  /** Methods it takes; others get 405. */
  readonly methods: readonly string[];
  /** Largest body in bytes. */
  readonly bodyBytesMax: number;
  /** Never throws for a bad request. */
  handle(request: OwnRequest): Promise<OwnAnswer>;
}
