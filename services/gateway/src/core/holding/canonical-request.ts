/** What an approval is bound to: a digest over everything that makes a request this one and no other. */
import { createHash } from 'node:crypto';

/** Who asks: an approval given to one is none for another. */
export interface Asker {
  readonly issuer: string;
  readonly subject: string;
  /** Empty when the subject acts itself. */
  readonly agent: string;
}

export interface CanonicalRequest {
  readonly asker: Asker;
  readonly connection: string;
  /** Upper case. */
  readonly method: string;
  /** Path at the upstream with its query, as it was sent. */
  readonly target: string;
  /** As it came, before anything was masked or decoded. */
  readonly body: Uint8Array;
}

export interface CanonicalCall {
  readonly asker: Asker;
  readonly connection: string;
  readonly tool: string;
  /** JSON text as the model wrote it. */
  readonly arguments: string;
}

/** SHA-256, 32 bytes. */
export const requestDigest = ({ asker, connection, method, target, body }: CanonicalRequest): Buffer =>
  digestOf('sallyport request 1', [...fieldsOf(asker), connection, method, target, body]);

/** SHA-256, 32 bytes, of a tool call in an answer; never equal to that of a request. */
export const callDigest = ({ asker, connection, tool, arguments: given }: CanonicalCall): Buffer =>
  digestOf('sallyport tool call 1', [...fieldsOf(asker), connection, tool, given]);

const fieldsOf = ({ issuer, subject, agent }: Asker): readonly string[] => [issuer, subject, agent];

/** Each field behind its length, so that no two lists of fields are the same bytes. */
function digestOf(domain: string, fields: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256').update(domain);
  const length = Buffer.alloc(8);
  for (const field of fields) {
    const bytes = typeof field === 'string' ? Buffer.from(field, 'utf8') : field;
    length.writeBigUInt64BE(BigInt(bytes.length));
    hash.update(length).update(bytes);
  }
  return hash.digest();
}
