/** Which replica of the gateway calls: by its certificate where there is one, else by its word. */
import { Metadata, status } from '@grpc/grpc-js';
import type { ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';

type Call = Pick<
  ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>,
  'getAuthContext'
>;

/** An answer with a status of gRPC and a sentence for whoever operates the gateway. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly metadata = new Metadata();
  constructor(
    readonly code: status,
    readonly details: string,
  ) {
    super(details);
  }
}

/** @throws CallError when the certificate is another replica's */
export function replicaOf(call: Call, claimed: string): string {
  if (claimed === '') throw new CallError(status.INVALID_ARGUMENT, 'name the replica');
  const certificate = call.getAuthContext().sslPeerCertificate;
  // Without mutual TLS the certificate is absent or empty.
  if (certificate?.raw === undefined) return claimed;
  const alternatives = (certificate.subjectaltname ?? '')
    .split(', ')
    .flatMap((name) => (name.startsWith('DNS:') ? [name.slice('DNS:'.length)] : []));
  const names = [certificate.subject.CN, ...alternatives].flat();
  if (names.includes(claimed)) return claimed;
  throw new CallError(status.PERMISSION_DENIED, 'the certificate is not of the replica that is named');
}
