/** An answer on its way: bytes of the upstream in, bytes for the client and bytes for the record out. Pure. */
import type { DetectorFailure } from '@sallyport/masking/engine/scanner';
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import type { Values } from '@sallyport/masking/actions/restore';
import type { MaskedKind } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import type { JudgedAnswer } from '@sallyport/policy/operation';
import type { MaskOrder, Verdict } from '@sallyport/policy/verdict';
import type { CallDesk } from './call-desk.js';
import type { Dialect, DialectError } from '@sallyport/wire/llm/dialect';
import type { Operation, ToolCall, UnreadableReason, Usage } from '@sallyport/wire/llm/operation';

/** What arrived became this: in `client` with placeholders put back, in `recorded` in its most masked form. */
export interface Passed {
  readonly client: Uint8Array;
  readonly recorded: Uint8Array;
}

/** Why an answer does not go on. Nothing of what it stopped at was passed. */
export type Stop =
  /** A rule, or a find that is to be blocked. */
  | { readonly kind: 'denied'; readonly verdict: Verdict }
  /** It must be read for a rule or a mask, and cannot be. */
  | {
      readonly kind: 'unreadable';
      readonly reason:
        | UnreadableReason
        | 'UNKNOWN_CODING'
        | 'BROKEN_CODING'
        | 'STREAM_BROKEN'
        /** Status 206: a part of a text cannot be judged or masked, for what was cut off may belong to a match. */
        | 'PARTIAL_CONTENT'
        /** A tool call is to be judged, and has no name. */
        | 'UNKNOWN_CALL';
    }
  /** More than may be gathered. */
  | { readonly kind: 'too-large' };

export interface CallFacts {
  readonly call: Pick<ToolCall, 'id' | 'name'>;
  readonly verdict: Verdict;
  /** Arguments in their most masked form, cut at 8 KiB, of a call that was replaced by a refusal. */
  readonly recordedArguments: string | undefined;
}

/** What is known of an answer; complete after `finish`, and as far as it came before. */
export interface AnswerFacts {
  readonly usage: Usage | undefined;
  readonly masked: readonly MaskedKind[];
  /** The first 64 in their order. */
  readonly calls: readonly CallFacts[];
  readonly callCount: number;
  /** Of the rules on answers; undefined where none judged it. */
  readonly verdict: Verdict | undefined;
  readonly failures: readonly DetectorFailure[];
  /** Bytes may differ between what came and what is recorded. */
  readonly isChanged: boolean;
}

/** What is done to an answer, as it was known when its request was judged. */
export interface AnswerRules {
  readonly dialect: Dialect;
  /** Of the request. */
  readonly operation: Operation;
  /** Standing masks, on what is sent and what is recorded; undefined: neither is masked. */
  readonly plan: MaskPlan | undefined;
  /** The plan with masks that a rule on the answer asks for besides. */
  readonly planOf: (masks: readonly MaskOrder[]) => MaskPlan | undefined;
  /** Orders that the plan was made of: one that blocks names the rule of the refusal. */
  readonly orders?: readonly MaskOrder[];
  /** Values of placeholders that the request's session gave out. */
  readonly values: Values;
  /** Undefined: tool calls pass unjudged. */
  readonly judgeCall: ((call: ToolCall) => Verdict) | undefined;
  /** A call that is held waits for people; false: it is refused. */
  readonly asksPeople: boolean;
  /** Undefined: no rule is about answers. `found` of its argument is set where `findsFirst`. */
  readonly judgeAnswer: ((answer: JudgedAnswer) => Verdict) | undefined;
  /** Of a list of models: which of them the caller is shown. Absent where the answer is no such list, or all are. */
  readonly showsModel?: ((model: string) => boolean) | undefined;
  /** A rule on answers asks what detectors found. */
  readonly findsFirst: boolean;
  /** A rule may refuse or mask the answer by all of it: nothing goes out before it is there whole. */
  readonly holdsWhole: boolean;
  /** What goes to the client depends on what is read: what cannot be read is refused. False: it passes, and is recorded by its digest. */
  readonly isBinding: boolean;
  /** A body that is no text may pass all the same: the connection says so, or what goes to the client depends on placeholders alone. */
  readonly takesUnread: boolean;
  /** The usage frame is there because the gateway asked for it. */
  readonly dropsUsage: boolean;
  /** Content is kept: `recorded` is used. */
  readonly isRecorded: boolean;
  /** Bytes that may be gathered of an answer that goes out whole. */
  readonly gatheredBytesMax: number;
  readonly requestId: string;
}

/** What the head of the upstream's answer says, its coding undone. */
export interface AnswerHead {
  readonly status: number;
  /** As sent; empty where there is none. */
  readonly contentType: string;
}

export interface AnswerReading {
  /**
   * Nothing goes to the client before `finish`, its head included: the answer may become a refusal, and its length may
   * change. It may turn false with a `push`, which gives all that was held.
   */
  readonly isWhole: boolean;
  /** The client's bytes may differ from the upstream's: announced length and digests do not hold. */
  readonly mayChange: boolean;
  /** Once set, nothing more comes out. */
  readonly stopped: Stop | undefined;
  readonly facts: AnswerFacts;
  /** Its tool calls; undefined where none are read. One that waits holds back what follows it, the end included. */
  readonly calls?: CallDesk | undefined;
  push(bytes: Uint8Array): Passed;
  finish(): Passed;
  /** After a call that waited was settled: what goes on now. Absent where none waits. */
  resume?(): Passed;
  /**
   * In place of `finish` where the answer ends before its end: text that waits for what did not come is left out, because it
   * may be the beginning of anything. Absent where nothing waits.
   */
  breakOff?(): Passed;
  /** The end of a stream that is cut, so that the client's library raises an error; empty where the dialect has none. */
  cut(error: DialectError): Uint8Array;
}
