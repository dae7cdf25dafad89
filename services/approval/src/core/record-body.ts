/** What came of a command as bodies of events on the decisions topic, with the payloads that hang on them. */
import { makePayload } from '@sallyport/contracts/event-codec';
import type { EventRecord } from '@sallyport/contracts/event-codec';
import { PayloadKind } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Payload, PayloadRef } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Approval } from './approval.js';
import type { ApprovalEvent, GrantEvent, VoteTried } from './event.js';
import type { Grant } from './grant.js';
import type { Lock, LockEvent } from './lock.js';
import { channelOf, choiceOf, grantEndOf, stateOf } from './names.js';
import { boundsContract, requirementContract } from './requirement-contract.js';
import { lockContract } from './statement.js';
import type { Person } from './person.js';
import type { Vote } from './vote.js';

export type RecordBody = NonNullable<EventRecord['body']>;

/** `by` is the person who did it; without one it is the requester's event. */
export interface Told {
  readonly body: RecordBody;
  readonly payloads: readonly Payload[];
  readonly by?: Person;
}

/** Undefined for what is told to people alone. */
export function approvalRecord(approval: Approval, event: ApprovalEvent): Told | undefined {
  const approvalId = approval.id;
  switch (event.kind) {
    case 'requested':
      return told(requested(approval));
    case 'joined':
      return told({ $case: 'approvalJoined', value: { approvalId, requestId: event.requestId } });
    case 'unattended':
      return told({ $case: 'approvalUnattended', value: { approvalId, requestId: event.requestId } });
    case 'voted':
      return voted(approvalId, event.vote);
    case 'withdrawn':
      return tried(approvalId, event.tried, '');
    case 'vote-refused':
      return tried(approvalId, event.tried, event.code);
    case 'decided': {
      const deciders = event.deciders.map(({ voter: { issuer, subject } }) => ({ issuer, subject }));
      const usableUntilUs = event.outcome === 'approved' ? approval.expiresUs : 0;
      const value = {
        approvalId,
        outcome: stateOf[event.outcome],
        deciders,
        grantId: event.grantId ?? '',
        usableUntilUs,
      };
      return told({ $case: 'approvalDecided', value });
    }
    case 'expired':
      return told({ $case: 'approvalExpired', value: { approvalId, was: stateOf[event.was] } });
    case 'cancelled':
    case 'revoked': {
      const $case = event.kind === 'cancelled' ? 'approvalCancelled' : 'approvalRevoked';
      return { ...told({ $case, value: { approvalId, lockId: event.lockId ?? '' } }), ...by(event.by) };
    }
    case 'consumed': {
      const { requestId, replica } = event;
      return told({ $case: 'approvalConsumed', value: { approvalId, grantId: '', requestId, replica } });
    }
    case 'grant-made':
      return told(grantMade(event.grant));
    case 'reminded':
      return undefined;
  }
}

export function grantRecord(grant: Grant, event: GrantEvent): Told {
  const grantId = grant.id;
  if (event.kind === 'grant-used') {
    const { requestId, replica } = event;
    return told({ $case: 'approvalConsumed', value: { approvalId: '', grantId, requestId, replica } });
  }
  const value = { grantId, end: grantEndOf[event.ending], uses: grant.uses };
  return { ...told({ $case: 'grantEnded', value }), ...by(event.by) };
}

export function lockRecord(lock: Lock, event: LockEvent): Told {
  if (event.kind === 'lock-lifted') {
    const body: RecordBody = { $case: 'lockLifted', value: { lockId: lock.id, expired: event.expired } };
    return { ...told(body), ...by(event.by) };
  }
  const reason = reasonOf(lock.reason);
  const value = { lock: lockContract(lock), reason: reason.ref, findingId: lock.findingId };
  return { ...told({ $case: 'lockPlaced', value }, reason.payloads), ...by(lock.placedBy) };
}

function requested({ id, asked, expiresUs }: Approval): RecordBody {
  const { shape, rule, requestSha256, requirement } = asked;
  return {
    $case: 'approvalRequested',
    value: {
      ...{ approvalId: id, rule, requestSha256: Buffer.from(requestSha256, 'hex') },
      requirement: requirementContract(requirement),
      expiresUs,
      shape: shape && { summary: shape.summary, sha256: Buffer.from(shape.sha256, 'hex') },
    },
  };
}

function grantMade({ id, approvalId, rule, shape, expiresUs, usesMax }: Grant): RecordBody {
  const covers = { summary: shape.summary, sha256: Buffer.from(shape.sha256, 'hex') };
  return { $case: 'grantMade', value: { grantId: id, approvalId, rule, shape: covers, expiresUs, usesMax } };
}

function voted(approvalId: string, vote: Vote): Told {
  const reason = reasonOf(vote.reason);
  const value = {
    ...{ approvalId, choice: choiceOf[vote.choice], channel: channelOf[vote.channel] },
    ...{ reason: reason.ref, grant: boundsContract(vote.bounds), refused: '' },
  };
  return { ...told({ $case: 'approvalVoted', value }, reason.payloads), by: vote.voter };
}

function tried(approvalId: string, { voter, choice, channel }: VoteTried, refused: string): Told {
  const value = {
    ...{ approvalId, choice: choiceOf[choice], channel: channelOf[channel] },
    ...{ reason: undefined, grant: undefined, refused },
  };
  return { ...told({ $case: 'approvalVoted', value }), by: voter };
}

function reasonOf(text: string): {
  readonly ref: PayloadRef | undefined;
  readonly payloads: readonly Payload[];
} {
  if (text === '') return { ref: undefined, payloads: [] };
  const { ref, payload } = makePayload(PayloadKind.REASON, Buffer.from(text));
  return { ref, payloads: [payload] };
}

function told(body: RecordBody, payloads: readonly Payload[] = []): Told {
  return { body, payloads };
}

function by(person: Person | undefined): { readonly by?: Person } {
  return person === undefined ? {} : { by: person };
}
