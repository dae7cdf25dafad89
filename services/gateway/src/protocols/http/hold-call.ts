/** A tool call in an answer that policy holds: it waits for people as a request does, and the agent gets it only then. */
import { ConsumeOutcome } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { ApprovalState } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import type { ApprovalRequirement } from '@sallyport/policy/approval-requirement';
import type { Reason, Verdict } from '@sallyport/policy/verdict';
import { maskJson } from '@sallyport/masking/mask';
import type { WaitingCall } from '../../core/answer/call-desk.js';
import type { EventDraft } from '../../core/ports/recorder.js';
import { callDigest } from '../../core/holding/canonical-request.js';
import { heldDraft } from '../../core/holding/held-record.js';
import type { Permit, Waited } from '../../core/holding/held-table.js';
import { callShape } from '../../core/holding/request-shape.js';
import { releasedDraft, spendingOf } from '../../core/holding/spending.js';
import type { ControlLink } from '../../core/ports/control-link.js';
import { recordedName } from '../../core/recorded-name.js';
import type { Joined } from '../../core/session-desk.js';
import { describeTarget } from './describe.js';
import type { Door } from './door.js';
import type { Passing, Subject } from './examined.js';
import { HeldRequest, type WaitEnd } from './held-request.js';
import { lockableOf } from './standing-no.js';
import { waitForPeople } from './wait-for-people.js';

export interface CallHold {
  readonly subject: Subject;
  readonly joined: Joined;
  readonly examined: Passing;
  readonly waiting: WaitingCall;
}

/** A call that waits, and what becomes of it: the verdict that lets it pass or takes its place. */
export interface HeldCall {
  readonly held: HeldRequest;
  readonly verdict: Promise<Verdict>;
}

export function holdCall(door: Door, control: ControlLink, hold: CallHold): HeldCall {
  const { verdict } = hold.waiting;
  const requirement = verdict.approval;
  if (requirement === undefined) throw new TypeError('a hold that nobody can answer is a refusal');
  const shape = shapeOf(hold, requirement);
  const held = heldOf(door, hold, requirement, shape.sha256);
  return { held, verdict: verdictOf(door, control, hold, held, { requirement, shape }) };
}

type Asked = Pick<Parameters<typeof heldDraft>[0], 'requirement' | 'shape'>;

async function verdictOf(
  door: Door,
  control: ControlLink,
  hold: CallHold,
  held: HeldRequest,
  asked: Asked,
): Promise<Verdict> {
  const { verdict } = hold.waiting;
  try {
    const ended = await waitForPeople<Verdict>(door, control, held, {
      ask: async () => {
        await door.recorder.record(heldEvent(door, hold, held.waited, asked));
        return undefined;
      },
      release: (permit) => release(door, control, hold, held, permit),
      end: (end) => verdictAt(door, hold, held, end),
    });
    return ended ?? refusal(verdict, 'NO_APPROVER', 'Too many questions wait for people already.');
  } catch (error) {
    door.failed(hold.subject.arrival.requestId, error);
    return refusal(verdict, 'NO_APPROVER', 'It could not be recorded that it waits.');
  }
}

/** Policy once more, then the approval is spent, then the locks once more: only then is the release written down. */
async function release(
  door: Door,
  control: ControlLink,
  hold: CallHold,
  { waited }: HeldRequest,
  permit: Permit,
): Promise<Verdict | 'again'> {
  const { waiting, examined, joined } = hold;
  const policy = door.policy();
  if (policy === undefined) return refusal(waiting.verdict, 'RULE_FAILED', 'There is no valid policy.');
  const judged = policy.judgeCall(examined.judged, waiting.call);
  if (judged.decision === 'deny') return judged;
  if (judged.decision === 'hold' && judged.approval?.rules.join() !== waiting.verdict.approval?.rules.join())
    return refusal(
      judged,
      'APPROVAL_REQUIRED',
      'The policy has changed meanwhile, and asks other people now.',
    );
  const outcome = await control.consume(spendingOf(waited, permit));
  if (outcome === undefined) return 'again';
  if (outcome !== ConsumeOutcome.CONSUMED)
    return refusal(waiting.verdict, 'APPROVAL_REQUIRED', 'Its approval is spent; ask anew.');
  if (control.state.lockOn(waited.lockable) !== undefined)
    return refusal(waiting.verdict, 'LOCKED', 'A lock forbids it.');
  const envelope = { ...joined.envelope, policyVersion: policy.version };
  await door.recorder.record(releasedDraft(envelope, waited, permit, true));
  return { ...waiting.verdict, decision: 'allow' };
}

function verdictAt(
  door: Door,
  { waiting, joined }: CallHold,
  { waited }: HeldRequest,
  end: Exclude<WaitEnd, { kind: 'permit' }>,
): Verdict {
  const { verdict } = waiting;
  switch (end.kind) {
    case 'refused': {
      const { state, deciders, said, approvalId } = end.decision;
      if (state !== ApprovalState.DENIED)
        return refusal(verdict, 'APPROVAL_EXPIRED', `Nobody has approved it in time (${approvalId}).`);
      const people = deciders.map(({ name, subject }) => (name === '' ? subject : name)).join(', ');
      return refusal(verdict, 'APPROVAL_DENIED', `${people} refused it${said === '' ? '' : `: ${said}`}.`);
    }
    case 'locked':
      return refusal(verdict, 'LOCKED', 'A lock forbids it.');
    case 'closed':
      return refusal(verdict, 'NO_APPROVER', 'The gateway is stopping.');
    case 'gone':
    case 'late':
      unattended(door, joined.envelope, waited.requestId);
      return refusal(
        verdict,
        'APPROVAL_REQUIRED',
        `People have not decided yet (${waited.requestId}); the same call made later gets their answer.`,
      );
  }
}

/** Without approval the call goes nowhere; what stands in its place says why. */
const refusal = (verdict: Verdict, reason: Reason, why: string): Verdict => ({
  ...verdict,
  decision: reason === 'APPROVAL_REQUIRED' ? 'hold' : 'deny',
  reasons: [...new Set<Reason>([...verdict.reasons, reason])],
  sentence: `${verdict.sentence} ${why}`,
});

function unattended(door: Door, envelope: EventDraft['envelope'], requestId: string): void {
  door.recorder
    .record({ envelope, body: { $case: 'requestUnattended', value: { requestId } }, payloads: [] })
    .catch(() => door.counters.eventsLost++);
}

const shapeOf = ({ waiting: { call } }: CallHold, { sameArguments }: ApprovalRequirement) =>
  callShape({ tool: call.name, arguments: call.arguments, sameArguments });

function heldOf(
  door: Door,
  { subject, joined, waiting }: CallHold,
  requirement: ApprovalRequirement,
  shapeSha256: Buffer,
): HeldRequest {
  const { arrival, caller, connection, prospect, policy } = subject;
  const { issuer, subject: person, agent } = caller;
  const bearer = { issuer, subject: person, agent };
  const { call } = waiting;
  const digest = callDigest({
    asker: bearer,
    connection: connection.name,
    tool: call.name,
    arguments: call.arguments,
  });
  return new HeldRequest({
    arrival,
    waited: {
      requestId: door.newId(Date.now()),
      bound: { bearer, session: joined.envelope.session, requestSha256: digest },
      granted: {
        bearer,
        connection: connection.name,
        rule: requirement.rules.join(', '),
        shapeSha256,
      },
      lockable: lockableOf(subject),
      claimed: '',
    },
    owner: prospect.owner,
    bytes: call.arguments.length,
    limits: door.limits,
    waitMsMax: policy.approvals.holdWaitMsMax,
    stream: undefined,
    headers: [],
  });
}

function heldEvent(
  { limits }: Door,
  { subject, joined, examined, waiting }: CallHold,
  waited: Waited,
  asked: Asked,
): EventDraft {
  const { connection, policy, arrival, path, prospect } = subject;
  const { call, verdict } = waiting;
  const plan = policy.planOf([], true, { session: prospect.envelope.session, owner: prospect.owner });
  const shown = plan === undefined ? call.arguments : maskJson(plan, call.arguments).recorded;
  return heldDraft({
    ...asked,
    requestId: waited.requestId,
    envelope: joined.envelope,
    verdict,
    digest: waited.bound.requestSha256,
    target: describeTarget(
      arrival.method,
      path,
      arrival.headers,
      limits.recordedPathCharactersMax,
      policy.recordedWords,
    ),
    operation: examined.operation,
    call: {
      tool: recordedName(call.name, policy.recordedWords),
      callId: recordedName(call.id, policy.recordedWords),
      requestId: arrival.requestId,
    },
    content: connection.record === 'full' ? Buffer.from(shown, 'utf8') : noContent,
    nowMs: Date.now(),
    words: policy.recordedWords,
  });
}

const noContent = new Uint8Array();
