/** What went wrong upstream, from the errors of undici, node:net and node:tls to a code and an outcome. */
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { RefusalCode } from '../../core/error-table.js';

export interface UpstreamFailure {
  /** What the client is told when it has had no answer yet. */
  readonly code: RefusalCode;
  readonly outcome: Outcome;
}

const unreachable: UpstreamFailure = { code: 'UPSTREAM_UNREACHABLE', outcome: Outcome.UPSTREAM_UNREACHABLE };
const timeout: UpstreamFailure = { code: 'UPSTREAM_TIMEOUT', outcome: Outcome.UPSTREAM_TIMEOUT };
const tls: UpstreamFailure = { code: 'UPSTREAM_TLS_FAILED', outcome: Outcome.UPSTREAM_UNREACHABLE };
const invalid: UpstreamFailure = { code: 'UPSTREAM_BAD_RESPONSE', outcome: Outcome.UPSTREAM_INVALID };
const gone: UpstreamFailure = { code: 'UPSTREAM_RESET', outcome: Outcome.UPSTREAM_GONE };

const byCode: Readonly<Record<string, UpstreamFailure>> = {
  ECONNREFUSED: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EADDRNOTAVAIL: unreachable,
  EACCES: unreachable,
  UND_ERR_CONNECT_TIMEOUT: timeout,
  UND_ERR_HEADERS_TIMEOUT: timeout,
  UND_ERR_BODY_TIMEOUT: timeout,
  ETIMEDOUT: timeout,
  EPROTO: tls,
  UND_ERR_HEADERS_OVERFLOW: invalid,
};

/** The error codes of X.509 verification (node:tls passes OpenSSL's names on). */
const certificate =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;

/** @param answering the headers of the answer have come: then a length that is not reached means that it broke off. */
export function upstreamFailure(error: unknown, answering: boolean): UpstreamFailure {
  if (!(error instanceof Error)) return gone;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = byCode[code];
  if (known !== undefined) return known;
  if (certificate.test(code)) return tls;
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return answering ? gone : invalid;
  // undici names parser errors by class; only the text tells an end of the stream from bytes that are not HTTP.
  if (error.name === 'HTTPParserError') return error.message.includes('Invalid EOF state') ? gone : invalid;
  return /^bad (?:response|upgrade)$/.test(error.message) ? invalid : gone;
}

/** Why the head of an answer could not be passed on: node refuses to write it, or the fault is ours. */
export function headFailure(error: unknown): UpstreamFailure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && /^ERR_(?:HTTP_|INVALID_CHAR$|INVALID_HTTP_)/.test(code)) return invalid;
  return { code: 'INTERNAL', outcome: Outcome.CUT };
}
