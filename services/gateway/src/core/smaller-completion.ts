/** What of a completion may be left out, in which order, so that it fits into an event: the ending itself never is. */
import { leftOutMark } from '@sallyport/contracts/recorded-headers';
import { recordedText } from '@sallyport/contracts/recorded-text';
import type { Identity } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import type { Body, Verdict } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { EventDraft } from './ports/recorder.js';

export interface CompletionDraft extends EventDraft {
  readonly body: Extract<EventDraft['body'], { $case: 'requestCompleted' }>;
}

/** Text of an identity that had to be cut. */
const cutTextBytesMax = 512;

/** The completion without content, then in fewer words, then also without headers, then also with the bare caller; every cut is visible. */
export function* everSmaller(whole: CompletionDraft): Generator<CompletionDraft, void, undefined> {
  const { value } = whole.body;
  const completed = {
    ...value,
    requestBody: withoutContent(value.requestBody),
    responseBody: withoutContent(value.responseBody),
  };
  yield { ...whole, body: { $case: 'requestCompleted', value: completed }, payloads: [] };
  // Tool calls keep their names and verdicts, without sentences; of what was masked the places go.
  const terse = {
    ...completed,
    masked: value.masked.map((kind) => ({ ...kind, places: [] })),
    answerVerdict: value.answerVerdict && withoutWords(value.answerVerdict),
    toolCalls: value.toolCalls.map((call) => ({
      ...call,
      verdict: call.verdict && withoutWords(call.verdict),
      arguments: undefined,
    })),
  };
  yield { ...whole, body: { $case: 'requestCompleted', value: terse }, payloads: [] };
  const headers = value.headers.length === 0 ? [] : [leftOutMark(value.headers.length)];
  const bare: CompletionDraft = {
    ...whole,
    body: { $case: 'requestCompleted', value: { ...terse, headers, masked: [], toolCalls: [] } },
    payloads: [],
  };
  yield bare;
  const { identity } = whole.envelope;
  yield {
    ...bare,
    envelope: {
      ...whole.envelope,
      identity: identity === undefined ? undefined : bareIdentity(identity),
      tracestate: '',
    },
  };
}

function withoutWords(verdict: Verdict): Verdict {
  return { ...verdict, sentence: '', obligations: [], monitored: [] };
}

/** Size and digest stay; only the reference to content that is not there goes. */
function withoutContent(body: Body | undefined): Body | undefined {
  return body === undefined ? undefined : { ...body, inline: undefined };
}

function bareIdentity({ issuer, subject, agent, groups, act, tokenId, caller }: Identity): Identity {
  return {
    issuer: recordedText(issuer, cutTextBytesMax),
    subject: recordedText(subject, cutTextBytesMax),
    agent: recordedText(agent, cutTextBytesMax),
    groups: groups.length === 0 ? [] : [`(${groups.length} more)`],
    act: act.length === 0 ? [] : [{ subject: `(${act.length} more)`, issuer: '' }],
    tokenId: recordedText(tokenId, cutTextBytesMax),
    caller,
  };
}
