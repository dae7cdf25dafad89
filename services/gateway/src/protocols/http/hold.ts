/** Sixth step, where policy holds a request: people are asked, and exactly that request is released, once, or refused. */
import { ConsumeOutcome } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { requestDigest } from '../../core/holding/canonical-request.js';
import { heldDraft } from '../../core/holding/held-record.js';
import type { Permit, Waited } from '../../core/holding/held-table.js';
import { requestShape, type RequestShape } from '../../core/holding/request-shape.js';
import { releasedDraft, spendingOf } from '../../core/holding/spending.js';
import type { ControlLink } from '../../core/ports/control-link.js';
import type { Joined } from '../../core/session-desk.js';
import type { ApprovalRequirement } from '@sallyport/policy/approval-requirement';
import type { Door } from './door.js';
import { judgeGathered } from './examine.js';
import type { GatheredRequest, Passing, Subject } from './examined.js';
import { arrivedBytes } from './gather-body.js';
import { HeldRequest } from './held-request.js';
import type { DurableRequest } from './send-on.js';
import { lockableOf } from './standing-no.js';
import { waitForPeople } from './wait-for-people.js';
import { answerAsync, endHold, refuseHeld, type HoldRefusal } from './hold-end.js';

/** A request whose event is durable, and which policy holds. */
type Held = Pick<DurableRequest, 'subject' | 'joined' | 'examined' | 'target'>;

export interface Hold extends Held {
  readonly request: GatheredRequest;
  readonly requirement: ApprovalRequirement;
}

/** Answered and recorded. */
export interface Ended {
  readonly kind: 'ended';
}
export interface Released {
  readonly kind: 'released';
  /** By the policy in force now. */
  readonly subject: Subject;
  readonly joined: Joined;
  readonly examined: Passing;
}

/** @throws RecordError where what happens cannot be recorded; nothing is released then */
export async function holdFor(
  door: Door,
  { subject, joined, examined, target }: Held,
): Promise<Released | Ended> {
  const { control } = door;
  const { request, verdict } = examined;
  if (control === undefined || request === undefined || verdict.approval === undefined)
    throw new TypeError('a hold that nobody can answer is a refusal');
  const held = { subject, joined, examined, request, requirement: verdict.approval, target };
  const { client, response, headers } = subject.arrival;
  const shape = shapeOf(held);
  const waiting = heldRequest(door, held, shape);
  const gone = (): void => waiting.clientGone();
  client.begins(waiting);
  response.once('close', gone);
  try {
    const ended = await waitForPeople<Released | Ended>(door, control, waiting, {
      ask: async () => {
        await door.recorder.record(heldEvent(held, waiting.waited, shape));
        return headers.prefersAsync ? answerAsync(door, held, waiting) : undefined;
      },
      release: (permit) => release(door, control, held, waiting, permit),
      end: (end) => endHold(door, held, waiting, end),
    });
    return ended ?? refuseHeld(door, held, waiting, { code: 'TOO_MANY_HELD', details: {} });
  } finally {
    response.off('close', gone);
    client.ends(waiting);
  }
}

/** Policy once more, then the approval is spent, then the locks once more: only then is the release written down. */
async function release(
  door: Door,
  control: ControlLink,
  held: Hold,
  waiting: HeldRequest,
  permit: Permit,
): Promise<Released | Ended | 'again'> {
  const { waited } = waiting;
  const policy = door.policy();
  const connection = policy?.connection(held.subject.connection.name);
  if (policy === undefined || connection === undefined)
    return refuseHeld(door, held, waiting, { code: 'POLICY_UNAVAILABLE', details: {} });
  const subject: Subject = { ...held.subject, policy, connection };
  const judged = await judgeGathered(door, subject, held.request);
  if (judged.kind === 'refused') return refuseHeld(door, held, waiting, judged);
  if (judged.verdict.decision === 'hold' && heldBy(judged) !== heldBy(held.examined))
    return refuseHeld(door, held, waiting, {
      code: 'POLICY_DENIED',
      details: { message: 'The policy has changed while this request waited, and asks other people now.' },
    });
  const outcome = await control.consume(spendingOf(waited, permit));
  if (outcome === undefined) return 'again';
  if (outcome !== ConsumeOutcome.CONSUMED)
    return refuseHeld(door, held, waiting, notReleased(outcome, waited.requestId));
  const lock = control.state.lockOn(waited.lockable);
  if (lock !== undefined) return endHold(door, held, waiting, { kind: 'locked', lock });
  const joined = { ...held.joined, envelope: { ...held.joined.envelope, policyVersion: policy.version } };
  await door.recorder.record(releasedDraft(joined.envelope, waited, permit, false));
  const { opened } = waiting;
  const { arrival } = subject;
  return {
    kind: 'released',
    subject: opened === undefined ? subject : { ...subject, arrival: { ...arrival, opened } },
    joined,
    examined: { ...judged, admission: held.examined.admission },
  };
}

const heldBy = ({ verdict }: Pick<Passing, 'verdict'>): string => verdict.approval?.rules.join() ?? '';

/** A grant whose uses are spent reads as an approval that is: asking anew helps with both. */
const notReleased = (outcome: ConsumeOutcome, id: string): HoldRefusal =>
  outcome === ConsumeOutcome.SPENT
    ? { code: 'APPROVAL_SPENT', details: { approval: { id, state: 'spent' } } }
    : { code: 'APPROVAL_EXPIRED', details: { approval: { id, state: 'expired' } } };

function shapeOf({ subject, examined }: Hold): RequestShape {
  const { names, read } = examined;
  const { arrival, path } = subject;
  return requestShape({ ...names, operation: read?.operation, method: arrival.method, path });
}

function heldRequest(door: Door, held: Hold, shape: RequestShape): HeldRequest {
  const { subject, joined, examined, request, requirement } = held;
  const { arrival, caller, connection, prospect, accepted, path, policy } = subject;
  const { issuer, subject: person, agent } = caller;
  const bearer = { issuer, subject: person, agent };
  const { session } = joined.envelope;
  const body = arrivedBytes(request.gathered);
  const { read } = examined;
  const waited: Waited = {
    requestId: arrival.requestId,
    bound: {
      bearer,
      session,
      requestSha256: requestDigest({
        asker: bearer,
        connection: connection.name,
        method: arrival.method,
        target: path + accepted.target.query,
        body,
      }),
    },
    granted: {
      bearer,
      connection: connection.name,
      rule: requirement.rules.join(', '),
      shapeSha256: shape.sha256,
    },
    lockable: lockableOf(subject),
    claimed: arrival.headers.claimedApproval,
  };
  return new HeldRequest({
    arrival,
    waited,
    owner: prospect.owner,
    bytes: body.length,
    limits: door.limits,
    waitMsMax: policy.approvals.holdWaitMsMax,
    stream: read?.operation.isStreaming === true ? read.dialect.openStream?.(read.operation) : undefined,
    headers: [...['x-sallyport-request-id', arrival.requestId], ...['x-sallyport-session-id', session]],
  });
}

function heldEvent(
  { subject, joined, examined, requirement, target }: Hold,
  waited: Waited,
  shape: RequestShape,
) {
  const { connection, policy, arrival } = subject;
  return heldDraft({
    requestId: arrival.requestId,
    envelope: joined.envelope,
    verdict: examined.verdict,
    requirement,
    digest: waited.bound.requestSha256,
    shape,
    target,
    operation: examined.operation,
    call: undefined,
    content: connection.record === 'full' ? examined.body.recorded : noContent,
    nowMs: Date.now(),
    words: policy.recordedWords,
  });
}

const noContent = new Uint8Array();
