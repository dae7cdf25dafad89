/**
 * A compact JWS (RFC 7515 §7.1) taken apart, before any key is looked at.
 *
 * Grammar: BASE64URL(header) "." BASE64URL(payload) "." BASE64URL(signature), each without padding and in its one
 * canonical spelling: decoding and encoding again must give the same text. Otherwise one signature would cover
 * several different tokens, and locks by digest could be stepped around.
 */
import { TOKEN_BYTES_MAX } from '../limits.js';

export interface CompactToken {
  readonly algorithm: string;
  /** Undefined when the header names none. */
  readonly keyId: string | undefined;
  /** Unverified. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Kinds of JWT that grant access; others (logout, DPoP, security events) are signed by the same keys. */
const ACCEPTED_TYPES = new Set(['jwt', 'at+jwt', 'application/at+jwt', 'application/jwt']);

/** Undefined: malformed. */
export function readCompact(token: string): CompactToken | undefined {
  if (token.length > TOKEN_BYTES_MAX) return undefined;
  const [header, payload, signature, ...more] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0)
    return undefined;
  if (decode(signature) === undefined) return undefined;
  const fields = object(header);
  const claims = object(payload);
  if (fields === undefined || claims === undefined) return undefined;
  const { alg, kid, typ } = fields;
  if (typeof alg !== 'string' || (kid !== undefined && typeof kid !== 'string')) return undefined;
  if (typ !== undefined && (typeof typ !== 'string' || !ACCEPTED_TYPES.has(typ.toLowerCase())))
    return undefined;
  // `crit` demands extensions we do not know, `b64` changes what is signed (RFC 7515 §4.1.11, RFC 7797).
  if (Object.hasOwn(fields, 'crit') || Object.hasOwn(fields, 'b64')) return undefined;
  return { algorithm: alg, keyId: kid, claims };
}

/** The bytes, when the text is their canonical base64url. An empty part is allowed: `alg: none` has no signature. */
function decode(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}

function object(part: string): Record<string, unknown> | undefined {
  const bytes = decode(part);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
