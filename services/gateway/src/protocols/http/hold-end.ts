/** How a wait ends that releases nothing: what the client is told, and what is recorded. */
import { ApprovalState } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import type { Decision } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { approvalStatusPath } from '../../control/approval-status.js';
import { errorMessage, type ApprovalDetails, type ErrorDetails } from '../../core/error-body.js';
import { errorRow, type RefusalCode } from '../../core/error-table.js';
import type { EventDraft } from '../../core/ports/recorder.js';
import { verdictMessage } from '../../core/verdict-record.js';
import { answerError } from './answer-error.js';
import { describeClaims } from './describe.js';
import type { Door } from './door.js';
import type { HeldRequest, WaitEnd } from './held-request.js';
import type { Ended, Hold } from './hold.js';

/** A no, and the words that go with it. */
export interface HoldRefusal {
  readonly code: RefusalCode;
  readonly details: ErrorDetails;
}

/** Answers and records what a wait ended with. */
export function endHold(
  door: Door,
  held: Hold,
  waiting: HeldRequest,
  end: Exclude<WaitEnd, { kind: 'permit' }>,
): Ended {
  switch (end.kind) {
    case 'refused':
      return refuseHeld(door, held, waiting, decided(end.decision));
    case 'locked':
      return refuseHeld(door, held, waiting, { code: 'LOCKED', details: { reasons: ['LOCKED'] } });
    case 'closed':
      return refuseHeld(door, held, waiting, { code: end.code, details: {} });
    case 'gone':
      unattended(door, held);
      return leave(door, held);
    case 'late':
      unattended(door, held);
      return refuseHeld(door, held, waiting, stillPending(door, waiting));
  }
}

/** Answers at once: people may decide, and the same request claims what they decided. */
export function answerAsync(door: Door, held: Hold, waiting: HeldRequest): Ended {
  const { arrival } = held.subject;
  const { approval } = stillPending(door, waiting).details;
  const statusUrl = `${approvalStatusPath}?id=${approval?.id ?? arrival.requestId}`;
  const body = JSON.stringify({ approval: { ...approval, status_url: statusUrl } });
  unattended(door, held);
  record(door, held, 202, 'APPROVAL_PENDING');
  arrival.response.writeHead(202, [
    ...['content-type', 'application/json; charset=utf-8', 'content-length', String(Buffer.byteLength(body))],
    ...['cache-control', 'no-store', 'location', statusUrl, 'preference-applied', 'respond-async'],
    ...['x-sallyport-request-id', arrival.requestId],
  ]);
  arrival.response.end(body);
  return leave(door, held);
}

/** Refuses before the first byte with a status of its own; in a stream that waits with the dialect's own error. */
export function refuseHeld(
  door: Door,
  held: Hold,
  waiting: Pick<HeldRequest, 'opened'>,
  { code, details }: HoldRefusal,
): Ended {
  const { request, response, requestId } = held.subject.arrival;
  const { status } = errorRow(code);
  const told = {
    ...details,
    rule: details.rule ?? held.verdict.rule,
    reasons: details.reasons ?? held.verdict.reasons,
  };
  if (waiting.opened === undefined)
    answerError(request, response, code, requestId, door.limits, told, held.dialect);
  else waiting.opened.refuse({ code, message: errorMessage(code, told), requestId, status });
  record(door, held, status, code);
  return leave(door, held);
}

const states: Partial<Record<ApprovalState, string>> = {
  [ApprovalState.DENIED]: 'denied',
  [ApprovalState.CANCELLED]: 'cancelled',
  [ApprovalState.REVOKED]: 'revoked',
};

function decided({ approvalId, state, deciders, said }: Decision): HoldRefusal {
  const isDenied = state === ApprovalState.DENIED;
  const people = deciders.map(({ name, subject }) => (name === '' ? subject : name));
  const approval: ApprovalDetails = {
    id: approvalId,
    state: states[state] ?? 'expired',
    ...(people.length > 0 && { decidedBy: people }),
    ...(said !== '' && { said }),
  };
  if (!isDenied) return { code: 'APPROVAL_EXPIRED', details: { approval } };
  const why = said === '' ? '' : `: ${said}`;
  return {
    code: 'APPROVAL_DENIED',
    details: { approval, message: `${people.join(', ')} refused this request${why}.` },
  };
}

function stillPending(door: Door, { waited }: HeldRequest): HoldRefusal {
  const decision = door.control?.state.decisionFor(waited.bound);
  const id = decision?.approvalId ?? waited.requestId;
  return {
    code: 'APPROVAL_PENDING',
    details: {
      approval: { id, state: 'pending' },
      remedy: `Send it again, unchanged, with the header \`x-sallyport-approval: ${id}\` once it is approved.`,
    },
  };
}

function unattended(door: Door, { subject, joined }: Hold): void {
  const { requestId } = subject.arrival;
  lose(door, {
    envelope: joined.envelope,
    body: { $case: 'requestUnattended', value: { requestId } },
    payloads: [],
  });
}

/** An event of its own: a request that waited is never folded into others. */
function record(door: Door, held: Hold, status: number, code: RefusalCode): void {
  const { subject, joined, verdict, operation, target } = held;
  const { arrival, policy } = subject;
  door.counters.refuse(code);
  lose(door, {
    envelope: joined.envelope,
    body: {
      $case: 'requestRefused',
      value: {
        requestId: arrival.requestId,
        status,
        code,
        target,
        verdict: verdictMessage(verdict, policy.recordedWords),
        operation,
        claimed: describeClaims(arrival.headers, policy.recordedWords),
        count: 1,
        firstUs: Date.now() * 1000,
      },
    },
    payloads: [],
  });
}

function lose(door: Door, draft: EventDraft): void {
  door.recorder.record(draft).catch(() => door.counters.eventsLost++);
}

function leave(door: Door, { joined, admission }: Hold): Ended {
  admission?.end();
  door.sessions.leave(joined.session, Date.now());
  return { kind: 'ended' };
}
