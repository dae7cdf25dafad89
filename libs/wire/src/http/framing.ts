/** How a request says where its body ends (RFC 9112 §6), held to one reading: anything that two servers may read apart is refused. */

export type FramingProblem =
  | 'LENGTH_AND_TRANSFER_ENCODING'
  | 'DUPLICATE_LENGTH'
  | 'BAD_LENGTH'
  | 'TRANSFER_ENCODING_NOT_CHUNKED'
  | 'TRANSFER_ENCODING_IN_HTTP_1_0'
  | 'DUPLICATE_HOST';

export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'refused'; readonly problem: FramingProblem };

/** What a pass over the headers has gathered: every value of the headers that decide. */
export interface FramingHeaders {
  readonly httpVersion: string;
  readonly contentLength: string | undefined;
  readonly contentLengthCount: number;
  readonly transferEncoding: string | undefined;
  readonly transferEncodingCount: number;
  readonly hostCount: number;
}

const none: Framing = { kind: 'none' };
const chunked: Framing = { kind: 'chunked' };
const refused = (problem: FramingProblem): Framing => ({ kind: 'refused', problem });

/** The parser in front refuses most of these; this is the second lock, so that no leniency of a parser opens the door. */
export function readFraming(headers: FramingHeaders): Framing {
  if (headers.hostCount > 1) return refused('DUPLICATE_HOST');
  if (headers.contentLengthCount > 1) return refused('DUPLICATE_LENGTH');
  if (headers.transferEncoding !== undefined) {
    if (headers.contentLength !== undefined) return refused('LENGTH_AND_TRANSFER_ENCODING');
    if (headers.httpVersion === '1.0') return refused('TRANSFER_ENCODING_IN_HTTP_1_0');
    if (headers.transferEncodingCount > 1 || headers.transferEncoding.toLowerCase() !== 'chunked') {
      return refused('TRANSFER_ENCODING_NOT_CHUNKED');
    }
    return chunked;
  }
  if (headers.contentLength === undefined) return none;
  if (!/^[0-9]{1,15}$/.test(headers.contentLength)) return refused('BAD_LENGTH');
  const bytes = Number(headers.contentLength);
  return bytes === 0 ? none : { kind: 'length', bytes };
}
