/** Verifies a statement of the control feed: root, then key, then statement. */
import { Statement } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { keyIdOf, openCompact } from '../keys/compact-jws.js';
import { signsAt } from '../keys/key-ring.js';
import type { KeyRing } from '../keys/key-ring.js';
import { statementCharactersMax } from '../limits.js';

/** `KEY_UNKNOWN` may pass by itself: a new key travels in the feed, and in every greeting. */
export type StatementRefusalCode =
  'STATEMENT_MALFORMED' | 'KEY_UNKNOWN' | 'KEY_NOT_IN_FORCE' | 'SIGNATURE_INVALID' | 'STATEMENT_UNREADABLE';

export type VerifyStatementResult =
  | { readonly kind: 'verified'; readonly statement: Statement }
  | { readonly kind: 'refused'; readonly code: StatementRefusalCode };

export async function verifyStatement(
  jws: string,
  ring: KeyRing,
  nowMs: number,
): Promise<VerifyStatementResult> {
  const kid = jws.length > statementCharactersMax ? undefined : keyIdOf(jws, 'sallyport-statement');
  if (kid === undefined) return refused('STATEMENT_MALFORMED');
  const key = ring.keys.get(kid);
  if (key === undefined) return refused('KEY_UNKNOWN');
  if (!signsAt(key, nowMs)) return refused('KEY_NOT_IN_FORCE');
  const payload = await openCompact(jws, key.publicKey);
  if (payload === undefined) return refused('SIGNATURE_INVALID');
  const statement = decode(payload);
  return statement === undefined ? refused('STATEMENT_UNREADABLE') : { kind: 'verified', statement };
}

function decode(payload: Uint8Array): Statement | undefined {
  try {
    const statement = Statement.decode(payload);
    return statement.body === undefined || statement.epoch === '' ? undefined : statement;
  } catch {
    return undefined;
  }
}

function refused(code: StatementRefusalCode): VerifyStatementResult {
  return { kind: 'refused', code };
}
