/** The calls of the control service, over one gRPC channel to one replica of it. */
import { readFileSync } from 'node:fs';
import { credentials, Metadata, type ChannelCredentials, type ServiceError } from '@grpc/grpc-js';
import {
  ControlServiceClient,
  type ConsumeApprovalRequest,
  type ReportAppliedRequest,
  type SnapshotResponse,
  type SubscribeRequest,
  type SubscribeResponse,
} from '@sallyport/contracts/generated/sallyport/control/v1/control';

/** A frozen peer is noticed within four seconds: three of silence and one without an answer. */
const KEEPALIVE = {
  'grpc.keepalive_time_ms': 2_000,
  'grpc.keepalive_timeout_ms': 1_000,
  'grpc.keepalive_permit_without_calls': 1,
} as const;
/** Attempts are ours, one replica after the other. */
const CONNECTING = {
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.enable_retries': 0,
} as const;
/** A piece of a snapshot is smaller; more would be no piece. */
const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
/** A unary call that takes longer is asked again. */
const CALL_MS_MAX = 2_000;

export interface ChannelTls {
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
}

/** @throws when a file cannot be read */
export function channelCredentials({ caFile, certFile, keyFile }: ChannelTls): ChannelCredentials {
  if (caFile === undefined) return credentials.createInsecure();
  const isMutual = certFile !== undefined && keyFile !== undefined;
  return credentials.createSsl(
    readFileSync(caFile),
    isMutual ? readFileSync(keyFile) : null,
    isMutual ? readFileSync(certFile) : null,
  );
}

export class ControlChannel {
  readonly #client: ControlServiceClient;

  constructor(
    readonly address: string,
    how: ChannelCredentials,
  ) {
    this.#client = new ControlServiceClient(address, how, {
      ...KEEPALIVE,
      ...CONNECTING,
      'grpc.max_receive_message_length': MESSAGE_BYTES_MAX,
    });
  }

  /** Ends when `signal` aborts. @throws ServiceError */
  subscribe(request: SubscribeRequest, signal: AbortSignal): AsyncIterable<SubscribeResponse> {
    const call = this.#client.subscribe(request);
    signal.addEventListener('abort', () => call.cancel(), { once: true });
    return call;
  }

  /** @throws ServiceError */
  snapshot(replica: string, signal: AbortSignal): AsyncIterable<SnapshotResponse> {
    const call = this.#client.snapshot({ replica });
    signal.addEventListener('abort', () => call.cancel(), { once: true });
    return call;
  }

  /** The receipt, not verified. @throws ServiceError */
  consume(request: ConsumeApprovalRequest): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#client.consumeApproval(
        request,
        new Metadata(),
        deadline(),
        (error: ServiceError | null, response) => {
          if (error === null) resolve(response.receiptJws);
          else reject(error);
        },
      );
    });
  }

  /** The decision, not verified; empty where none is known. @throws ServiceError */
  decision(id: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#client.getDecision({ id }, new Metadata(), deadline(), (error: ServiceError | null, response) => {
        if (error === null) resolve(response.decisionJws);
        else reject(error);
      });
    });
  }

  /** @throws ServiceError */
  reportApplied(request: ReportAppliedRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#client.reportApplied(request, new Metadata(), deadline(), (error: ServiceError | null) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  close(): void {
    this.#client.close();
  }
}

const deadline = (): { readonly deadline: number } => ({ deadline: Date.now() + CALL_MS_MAX });
