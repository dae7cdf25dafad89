/** Sixth step, where policy holds a request: people are asked, and exactly that request is released, once, or refused. */
import { ConsumeOutcome } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import type { Operation } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import type { ApprovalRequirement } from '@sallyport/policy/approval-requirement';
import type { Admission } from '@sallyport/policy/limits/limiter';
import type { Verdict } from '@sallyport/policy/verdict';
import type { Dialect } from '@sallyport/wire/llm/dialect';
import { emptyOperation } from '@sallyport/wire/llm/empty-operation';
import { requestDigest } from '../../core/holding/canonical-request.js';
import { heldDraft } from '../../core/holding/held-record.js';
import type { Permit } from '../../core/holding/held-table.js';
import { requestShape, type RequestShape } from '../../core/holding/request-shape.js';
import { releasedDraft, spendingOf } from '../../core/holding/spending.js';
import type { ControlLink } from '../../core/ports/control-link.js';
import type { EventDraft } from '../../core/ports/recorder.js';
import type { Joined } from '../../core/session-desk.js';
import type { Door } from './door.js';
import { judgeGathered } from './examine.js';
import type { GatheredRequest, Passing, Subject } from './examined.js';
import { arrivedBytes, noBytes } from './gather-body.js';
import { HeldRequest } from './held-request.js';
import type { Passage } from './passage.js';
import { notRecorded } from './refuse-examined.js';
import { sendOn, type DurableRequest } from './send-on.js';
import { lockableOf } from './standing-no.js';
import { waitForPeople } from './wait-for-people.js';
import { answerAsync, endHold, refuseHeld, type HoldRefusal } from './hold-end.js';

/** What is kept of a request while it waits: what it was judged by is read again from its bytes. */
export interface Hold extends Pick<DurableRequest, 'subject' | 'joined' | 'target'> {
  readonly request: GatheredRequest;
  readonly verdict: Verdict;
  readonly requirement: ApprovalRequirement;
  readonly dialect: Dialect;
  readonly operation: Operation | undefined;
  readonly admission: Admission | undefined;
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

/** A durable request that policy holds waits for people, and goes on where they agree. */
export function holdThenSend(door: Door, durable: DurableRequest): Promise<Passage> {
  const { subject, joined, target, token, requestBody } = durable;
  const { request, verdict, dialect, operation, admission } = durable.examined;
  if (door.control === undefined || request === undefined || verdict.approval === undefined)
    throw new TypeError('a hold that nobody can answer is a refusal');
  const requirement = verdict.approval;
  const held: Hold = {
    subject,
    joined,
    target,
    request,
    verdict,
    requirement,
    dialect,
    operation,
    admission,
  };
  const passed = { target, token, requestBody, first: noBytes, masker: undefined };
  // From here on nothing refers to what was read of it.
  return waitAndSend(door, door.control, held, passed, asked(door, held, durable.examined));
}

type Passed = Pick<DurableRequest, 'target' | 'token' | 'requestBody' | 'first' | 'masker'>;

/** What people are asked, and what the wait goes by. */
interface Asked {
  readonly waiting: HeldRequest;
  /** Gone once it is recorded. */
  event: EventDraft | undefined;
}

async function waitAndSend(
  door: Door,
  control: ControlLink,
  held: Hold,
  passed: Passed,
  question: Asked,
): Promise<Passage> {
  const { arrival, prospect } = held.subject;
  try {
    const settled = await untilSettled(door, control, held, question);
    return settled.kind === 'ended' ? 'refused' : sendOn(door, { ...passed, ...settled });
  } catch (error) {
    held.admission?.end();
    return notRecorded(door, arrival, prospect, held.joined, error);
  }
}

/** @throws RecordError where what happens cannot be recorded; nothing is released then */
async function untilSettled(
  door: Door,
  control: ControlLink,
  held: Hold,
  question: Asked,
): Promise<Released | Ended> {
  const { waiting } = question;
  const { client, response, headers } = held.subject.arrival;
  const gone = (): void => waiting.clientGone();
  client.begins(waiting);
  response.once('close', gone);
  try {
    const settled = await waitForPeople<Released | Ended>(door, control, waiting, {
      ask: async () => {
        const { event } = question;
        question.event = undefined;
        if (event !== undefined) await door.recorder.record(event);
        return headers.prefersAsync ? answerAsync(door, held, waiting) : undefined;
      },
      release: (permit) => release(door, control, held, waiting, permit),
      end: (end) => endHold(door, held, waiting, end),
    });
    return settled ?? refuseHeld(door, held, waiting, { code: 'TOO_MANY_HELD', details: {} });
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
  if (judged.verdict.decision === 'hold' && heldBy(judged) !== heldBy(held))
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
    examined: { ...judged, admission: held.admission },
  };
}

const heldBy = ({ verdict }: Pick<Passing, 'verdict'>): string => verdict.approval?.rules.join() ?? '';

/** A grant whose uses are spent reads as an approval that is: asking anew helps with both. */
const notReleased = (outcome: ConsumeOutcome, id: string): HoldRefusal =>
  outcome === ConsumeOutcome.SPENT
    ? { code: 'APPROVAL_SPENT', details: { approval: { id, state: 'spent' } } }
    : { code: 'APPROVAL_EXPIRED', details: { approval: { id, state: 'expired' } } };

/** Made as long as all is there that was read of the request. */
function asked(door: Door, held: Hold, { names, read, body }: Passing): Asked {
  const { subject, joined, verdict, requirement, target, operation } = held;
  const { arrival, path, policy, connection } = subject;
  const shape = requestShape({ ...names, operation: read?.operation, method: arrival.method, path });
  const waiting = heldRequest(door, held, shape, read?.operation.isStreaming === true);
  const event = heldDraft({
    requestId: arrival.requestId,
    envelope: joined.envelope,
    verdict,
    requirement,
    digest: waiting.waited.bound.requestSha256,
    shape,
    target,
    operation,
    call: undefined,
    content: connection.record === 'full' ? body.recorded : noBytes,
    nowMs: Date.now(),
    words: policy.recordedWords,
  });
  return { waiting, event };
}

function heldRequest(
  door: Door,
  { subject, joined, dialect, request, requirement }: Hold,
  shape: RequestShape,
  isStreaming: boolean,
): HeldRequest {
  const { arrival, caller, connection, prospect, accepted, path, policy } = subject;
  const { issuer, subject: person, agent } = caller;
  const bearer = { issuer, subject: person, agent };
  const { session } = joined.envelope;
  const body = arrivedBytes(request.gathered);
  const { openStream, name } = dialect;
  return new HeldRequest({
    arrival,
    waited: {
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
    },
    owner: prospect.owner,
    bytes: body.length,
    limits: door.limits,
    waitMsMax: policy.approvals.holdWaitMsMax,
    // Only its last words are asked for, which depend on nothing that was read.
    stream: isStreaming && openStream ? () => openStream(emptyOperation(name, 'chat')) : undefined,
    headers: [...['x-sallyport-request-id', arrival.requestId], ...['x-sallyport-session-id', session]],
  });
}
