/** The tool calls of an answer as its completion event tells them. */
import { makePayload } from '@sallyport/contracts/event-codec';
import { PayloadKind, type Payload } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { JudgedCall } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { recordedText } from '@sallyport/contracts/recorded-text';
import type { AnswerFacts } from './answer/answer.js';
import { verdictMessage } from './verdict-record.js';

/** A record has 16 KiB: this many calls, with names and ids of this length, take a third of it. */
const callsMax = 16;
const nameBytesMax = 128;
/** Calls that did not reach the client whose arguments are kept. */
const argumentsMax = 8;

export interface JudgedCalls {
  readonly messages: JudgedCall[];
  readonly payloads: readonly Payload[];
}

const none: JudgedCalls = { messages: [], payloads: [] };

/** @param words short texts as events show them */
export function judgedCalls(answer: AnswerFacts | undefined, words: (text: string) => string): JudgedCalls {
  if (answer === undefined || answer.calls.length === 0) return none;
  const payloads: Payload[] = [];
  const messages = answer.calls.slice(0, callsMax).map(({ call, verdict, recordedArguments }): JudgedCall => {
    const made =
      recordedArguments === undefined || payloads.length >= argumentsMax
        ? undefined
        : makePayload(PayloadKind.TOOL_ARGUMENTS, Buffer.from(recordedArguments, 'utf8'));
    if (made !== undefined) payloads.push(made.payload);
    return {
      tool: recordedText(words(call.name), nameBytesMax),
      callId: recordedText(words(call.id), nameBytesMax),
      verdict: verdictMessage(verdict, words),
      arguments: made?.ref,
    };
  });
  return { messages, payloads };
}
