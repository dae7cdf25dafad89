/** The events of what waits for people. */
import { makePayload } from '@sallyport/contracts/event-codec';
import {
  ReasonRequired,
  type HeldCall,
  type ApprovalRequirement as RequirementMessage,
} from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import type { Operation } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import { PayloadKind } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { HttpTarget, RequestHeld } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { recordedText } from '@sallyport/contracts/recorded-text';
import type { ApprovalRequirement } from '@sallyport/policy/approval-requirement';
import type { Verdict } from '@sallyport/policy/verdict';
import type { EventDraft } from '../ports/recorder.js';
import type { RequestShape } from './request-shape.js';

/** Of what would run, in the event: people read some of it, and a message has 256 KiB in all. */
const contentBytesMax = 32 * 1024;
const sentenceBytesMax = 512;
/** One line. */
const summaryBytesMax = 512;

export interface HeldFacts {
  readonly requestId: string;
  readonly envelope: EventDraft['envelope'];
  readonly verdict: Verdict;
  readonly requirement: ApprovalRequirement;
  readonly digest: Uint8Array;
  readonly shape: RequestShape;
  readonly target: HttpTarget;
  readonly operation: Operation | undefined;
  /** The tool call of an answer; absent where the request itself waits. */
  readonly call: HeldCall | undefined;
  /** What would run, in its most masked form; empty where it is not recorded. */
  readonly content: Uint8Array;
  readonly nowMs: number;
  /** Short texts as events show them. */
  readonly words: (text: string) => string;
}

export function heldDraft(held: HeldFacts): EventDraft {
  const { requirement, verdict, words, content } = held;
  const cut = content.length > contentBytesMax;
  const shown = cut ? wholeCharacters(content.subarray(0, contentBytesMax)) : content;
  const kind = held.call === undefined ? PayloadKind.REQUEST_BODY : PayloadKind.TOOL_ARGUMENTS;
  const made = shown.length === 0 ? undefined : makePayload(kind, Buffer.from(shown));
  const value: RequestHeld = {
    requestId: held.requestId,
    rule: requirement.rules.join(', '),
    requestSha256: Buffer.from(held.digest),
    expiresUs: (held.nowMs + requirement.lifetimeMs) * 1000,
    requirement: requirementMessage(requirement),
    reasons: [...verdict.reasons],
    sentence: recordedText(words(verdict.sentence), sentenceBytesMax),
    target: held.target,
    operation: held.operation,
    call: held.call,
    content: made?.ref,
    contentCut: cut,
    shape: {
      summary: recordedText(words(held.shape.summary), summaryBytesMax),
      sha256: held.shape.sha256,
    },
  };
  return {
    envelope: held.envelope,
    body: { $case: 'requestHeld', value },
    payloads: made === undefined ? [] : [made.payload],
    timeUs: held.nowMs * 1000,
  };
}

const reasons = {
  never: ReasonRequired.UNSPECIFIED,
  approve: ReasonRequired.APPROVE,
  deny: ReasonRequired.DENY,
  always: ReasonRequired.ALWAYS,
} as const satisfies Record<ApprovalRequirement['reasonRequired'], ReasonRequired>;

const requirementMessage = (requirement: ApprovalRequirement): RequirementMessage => ({
  anyOf: requirement.anyOf.map((steps) => ({
    steps: steps.map(({ groups, people }) => ({ groups: [...groups], people })),
  })),
  denyPeople: requirement.denyPeople,
  lifetimeMs: requirement.lifetimeMs,
  escalationGroups: [...requirement.escalationGroups],
  reasonRequired: reasons[requirement.reasonRequired],
  grant: requirement.grant && { ...requirement.grant },
  channel: requirement.channel,
});

/** UTF-8 without a character that was cut in two at the end. */
function wholeCharacters(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && end > bytes.length - 4 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--;
  const lead = bytes[end - 1] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return length > bytes.length - end + 1 ? bytes.subarray(0, end - 1) : bytes;
}
