/** What gateways are told of an approval, a grant or a lock, as the control contract words it. */
import type { Statement } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import type { Approval } from './approval.js';
import { requesterBearer } from './bearer.js';
import type { Grant } from './grant.js';
import { saidCharactersMax } from './limits.js';
import type { Lock } from './lock.js';
import { lockTargetOf, stateOf } from './names.js';

export type StatementBody = NonNullable<Statement['body']>;

export function decisionStatement(approval: Approval): StatementBody {
  const { asked, outcome } = approval;
  return {
    $case: 'decision',
    value: {
      approvalId: approval.id,
      state: stateOf[approval.standing],
      requestSha256: Buffer.from(asked.requestSha256, 'hex'),
      bearer: requesterBearer(asked.requester),
      ...{ session: asked.session, connection: asked.connection, rule: asked.rule },
      requestIds: approval.waiting.map(({ requestId }) => requestId),
      expiresUs: approval.expiresUs,
      deciders: (outcome?.deciders ?? []).map(({ voter, name }) => ({ ...voter, name })),
      said: outcome?.said ?? '',
      revision: approval.revision,
    },
  };
}

export function grantStatement(grant: Grant): StatementBody {
  return {
    $case: 'grant',
    value: {
      ...{ grantId: grant.id, approvalId: grant.approvalId, bearer: grant.bearer },
      ...{ connection: grant.connection, rule: grant.rule },
      shapeSha256: Buffer.from(grant.shape.sha256, 'hex'),
      expiresUs: grant.expiresUs,
      ended: grant.ended !== undefined,
      revision: grant.revision,
    },
  };
}

export function lockStatement(lock: Lock): StatementBody {
  const said = Array.from(lock.reason).slice(0, saidCharactersMax).join('');
  return {
    $case: 'lock',
    value: { lock: lockContract(lock), lifted: lock.lifted, said, revision: lock.revision },
  };
}

export function lockContract(lock: Lock): {
  lockId: string;
  target: (typeof lockTargetOf)[Lock['target']];
  value: string;
  issuer: string;
  expiresUs: number;
  terminateLive: boolean;
} {
  const { id, target, value, issuer, expiresUs, terminateLive } = lock;
  return { lockId: id, target: lockTargetOf[target], value, issuer, expiresUs, terminateLive };
}
