/** Signs a statement of the control feed: its encoded bytes are the payload of the JWS. */
import { Statement } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { signCompact } from '../keys/compact-jws.js';
import type { Signer } from '../keys/compact-jws.js';

export async function signStatement(statement: Statement, signer: Signer): Promise<string> {
  return signCompact(Statement.encode(statement).finish(), 'sallyport-statement', signer);
}
