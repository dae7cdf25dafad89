/** What a recorded verdict means: its rule, reasons and sentence, who else objected, and what a document says today. */
import type { LoadedDocument } from '@sallyport/policy/document/load';
import { reasonSentence } from '@sallyport/policy/reason-sentences';
import type { Verdict } from '@sallyport/policy/verdict';
import { operationLines } from '../render/traffic-words.js';
import type { EventView, VerdictView } from '../render/views.js';
import { isSame, JudgeAgain, type Subject } from './judge-again.js';

export interface Explanation {
  /** Of the event. */
  readonly id: string;
  readonly of: Subject['kind'];
  /** Of a tool call. */
  readonly tool?: string;
  readonly decision: string;
  readonly rule: string;
  readonly reasons: readonly { readonly reason: string; readonly sentence: string }[];
  readonly obligations: readonly string[];
  readonly sentence: string;
  readonly monitored: VerdictView['monitored'];
  /** What the request asked for, in words. */
  readonly operation: readonly string[];
  readonly policyVersion: string;
  /** Whether the document given has that version; absent without one. */
  readonly isThatVersion?: boolean;
  /** What the document given says; absent without one, where the request's own event is not there, and of a command. */
  readonly now?: Pick<Verdict, 'decision' | 'rule' | 'reasons' | 'sentence'>;
  readonly isSameNow?: boolean;
  /** What was known at the time, and not for `now`. */
  readonly judgedWithout?: readonly string[];
}

/** The events that tell of one request. */
export interface ExplainedEvent {
  readonly event: EventView;
  /** Reception or refusal of the same request: the event itself, or another; undefined where it is not there. */
  readonly received: EventView | undefined;
}

/** One for each verdict that the event has. */
export function explain(
  { event, received }: ExplainedEvent,
  document: LoadedDocument | undefined,
): readonly Explanation[] {
  const completed = event === received ? undefined : event;
  // A command of a socket does not say all that the judgement of it went by.
  const isCommand = event.type === 'request.part';
  const again =
    document === undefined || received === undefined || isCommand
      ? undefined
      : new JudgeAgain(document, received, completed);
  const asked = isCommand ? event.operation : received?.operation;
  return verdictsOf(event).map(({ subject, verdict }) => {
    const { decision, rule, obligations, monitored } = verdict;
    const version = event.policyVersion ?? '';
    const isThatVersion = document?.version === version;
    const now = again?.judge(subject);
    return {
      id: event.id,
      of: subject.kind,
      ...(subject.kind === 'tool-call' && { tool: subject.call.tool }),
      ...{ decision, rule, obligations, monitored },
      reasons: verdict.reasons.map((reason) => ({ reason, sentence: reasonSentence(reason) })),
      sentence:
        verdict.sentence ||
        (isThatVersion ? sentenceIn(document, rule) : undefined) ||
        summary(decision, rule),
      operation: asked === undefined ? [] : operationLines(asked),
      policyVersion: version,
      ...(document === undefined ? {} : { isThatVersion }),
      ...(now === undefined ? {} : nowOf(verdict, now)),
      ...(again === undefined ? {} : { judgedWithout: again.unknown }),
    };
  });
}

function nowOf(
  before: VerdictView,
  { decision, rule, reasons, sentence }: Verdict,
): Pick<Explanation, 'now' | 'isSameNow'> {
  const now = { decision, rule, reasons, sentence };
  return { now, isSameNow: isSame(before, now) };
}

function verdictsOf(
  event: EventView,
): readonly { readonly subject: Subject; readonly verdict: VerdictView }[] {
  const { verdict, answerVerdict, toolCalls } = event;
  return [
    ...(verdict === undefined ? [] : [{ subject: { kind: 'request' as const }, verdict }]),
    ...(answerVerdict === undefined
      ? []
      : [{ subject: { kind: 'answer' as const }, verdict: answerVerdict }]),
    ...toolCalls.flatMap((call, index) =>
      call.verdict === undefined
        ? []
        : [{ subject: { kind: 'tool-call' as const, call, index }, verdict: call.verdict }],
    ),
  ];
}

export const hasVerdict = (event: EventView): boolean => verdictsOf(event).length > 0;

const sentenceIn = ({ document }: LoadedDocument, rule: string): string | undefined =>
  [...document.rules, ...document.prompts].find(({ name }) => name === rule)?.sentence;

function summary(decision: string, rule: string): string {
  if (decision === 'deny') return rule === '' ? 'No rule allows it.' : `The rule ${rule} denies it.`;
  if (decision === 'hold') return `The rule ${rule} wants people to approve it.`;
  return rule === '' ? 'No rule objects.' : `The access rule ${rule} allows it.`;
}
