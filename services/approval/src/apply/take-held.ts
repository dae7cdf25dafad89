/** Takes what gateways say of held requests, within the transaction of the consume loop. */
import type { DecodedEvent } from '@sallyport/contracts/event-codec';
import { EventMessage } from '@sallyport/contracts/event-codec';
import type { Envelope } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import type { RequestHeld } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { bindingOf } from '../core/approval.js';
import { joinApproval, leaveApproval } from '../core/attend.js';
import { openApproval } from '../core/open-approval.js';
import { readHeld } from '../core/read-held.js';
import { approvalsOfRequests, countPending, lockApproval, lockOpenApproval } from '../store/approval-rows.js';
import { lockOn } from './lock-on.js';
import { lockableOf } from './lockable.js';
import type { Work } from './work.js';

export interface HeldEvent {
  readonly event: DecodedEvent;
  readonly envelope: Envelope;
  readonly held: RequestHeld;
}

/** Undefined when it was taken; else why it can never be. */
export async function takeHeld(
  work: Work,
  held: HeldEvent,
  openOfIdentityMax: number,
): Promise<string | undefined> {
  const { tx } = work;
  const nowUs = await work.nowUs();
  const read = readHeld(held.envelope, held.held, nowUs);
  if (read.kind === 'unreadable') return read.why;
  const { asked, requestId } = read;
  if ((await approvalsOfRequests(tx, [requestId])).has(requestId)) return undefined;
  const open = await lockOpenApproval(tx, bindingOf(asked));
  if (open !== undefined && nowUs < open.expiresUs) {
    await work.take(open, joinApproval(open, { kind: 'join', requestId }), nowUs);
    return undefined;
  }
  // Its time has passed, and nobody has written that down yet: it makes room for the new one.
  if (open !== undefined) await work.expire(open, nowUs);
  const { issuer, subject } = asked.requester;
  const openOfIdentity = await countPending(tx, issuer, subject);
  const lock = await lockOn(tx, lockableOf(asked));
  const command = { requestId, asked, openOfIdentity, openOfIdentityMax, ...(lock && { lockId: lock.id }) };
  const { approval, events } = openApproval(command, nowUs);
  const payloads = EventMessage.encode({
    record: Buffer.alloc(0),
    payloads: [...held.event.payloads],
  }).finish();
  await work.open(approval, events, { held: held.event.recordBytes, payloads }, nowUs);
  return undefined;
}

/** Nobody waits any more for these requests. */
export async function takeLeft(work: Work, requestIds: readonly string[]): Promise<void> {
  for (const [requestId, approvalId] of await approvalsOfRequests(work.tx, requestIds)) {
    const approval = await lockApproval(work.tx, approvalId);
    if (approval === undefined) continue;
    await work.take(approval, leaveApproval(approval, { kind: 'leave', requestId }), await work.nowUs());
  }
}
