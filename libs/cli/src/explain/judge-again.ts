/** Judges a recorded request, its answer and its tool calls once more, by a document of today. */
import { compile, type CompiledPolicy } from '@sallyport/policy/compile';
import type { LoadedDocument } from '@sallyport/policy/document/load';
import { evaluate, evaluateAnswer, evaluateToolCall } from '@sallyport/policy/evaluate';
import type { JudgedRequest, Verdict } from '@sallyport/policy/verdict';
import { dialectOf } from '../conversation/dialects.js';
import { readAnswered } from '../conversation/read-answered.js';
import { readAsked } from '../conversation/read-asked.js';
import type { EventView, ToolCallView, VerdictView } from '../render/views.js';
import { recordedRequest, type RecordedRequest } from './judged-request.js';

export type Subject =
  | { readonly kind: 'request' }
  | { readonly kind: 'answer' }
  | { readonly kind: 'tool-call'; readonly call: ToolCallView; readonly index: number };

const strictness = { allow: 0, hold: 1, deny: 2 } as const;

export class JudgeAgain {
  private readonly policy: CompiledPolicy;
  private readonly recorded: RecordedRequest;

  /**
   * @param received the event of the reception or refusal
   * @param completed the event of the end, where answers or calls are judged
   */
  constructor(
    { document, version }: LoadedDocument,
    private readonly received: EventView,
    private readonly completed: EventView | undefined,
  ) {
    this.policy = compile(document, { version });
    this.recorded = recordedRequest(received);
  }

  /** What was known at the time and is not recorded. */
  get unknown(): readonly string[] {
    return this.recorded.unknown;
  }

  judge(subject: Subject): Verdict {
    const { requests } = this.recorded;
    const asked = strictest(requests.map((request) => evaluate(this.policy, request)));
    // To a request that is denied nothing comes back.
    if (asked.decision === 'deny') return asked;
    switch (subject.kind) {
      case 'request':
        return asked;
      case 'answer':
        return this.judgeAnswer(requests);
      case 'tool-call': {
        const called = { name: subject.call.tool, arguments: this.argumentsOf(subject) };
        return strictest(requests.map((request) => evaluateToolCall(this.policy, request, called)));
      }
    }
  }

  private judgeAnswer(requests: readonly JudgedRequest[]): Verdict {
    const { status, masked = [] } = this.completed ?? {};
    const answer = {
      spans: this.answered()?.said ?? [],
      found: { kinds: masked.map(({ kind }) => kind), categories: [] },
      ...(status === undefined ? {} : { status }),
    };
    return strictest(requests.map((request) => evaluateAnswer(this.policy, request, answer)));
  }

  /** Of a call that passed they stand in the answer; of one that did not, beside it. */
  private argumentsOf({ call, index }: Extract<Subject, { kind: 'tool-call' }>): string {
    const { tool, callId, arguments: kept } = call;
    if (kept?.text !== undefined) return kept.text;
    const calls = this.answered()?.calls ?? [];
    const passed = calls.find(({ id, name }) => id !== '' && id === callId && name === tool) ?? calls[index];
    return passed?.name === tool ? passed.arguments : '{}';
  }

  private answered(): ReturnType<typeof readAnswered> {
    const { method = '', path = '', operation, request } = this.received;
    const target = { method, path, query: '' };
    const dialect = dialectOf(operation?.dialect, target);
    const text = this.completed?.response?.text;
    if (dialect === undefined || text === undefined) return undefined;
    return readAnswered(readAsked(dialect, target, request?.text), text);
  }
}

function strictest(verdicts: readonly Verdict[]): Verdict {
  const [first, ...others] = verdicts;
  if (first === undefined) throw new RangeError('nothing was judged');
  return others.reduce(
    (one, other) => (strictness[other.decision] > strictness[one.decision] ? other : one),
    first,
  );
}

/** What the gateway adds where nobody can approve: no document says it. */
const NO_APPROVER = 'NO_APPROVER';

/** Whether two verdicts say the same: decision, rule and reasons, whatever their order. */
export function isSame(before: VerdictView, now: Pick<Verdict, 'decision' | 'rule' | 'reasons'>): boolean {
  const decision = before.reasons.includes(NO_APPROVER) ? 'hold' : before.decision;
  const reasons = new Set(before.reasons.filter((reason) => reason !== NO_APPROVER));
  return (
    decision === now.decision &&
    before.rule === now.rule &&
    reasons.size === now.reasons.length &&
    now.reasons.every((reason) => reasons.has(reason))
  );
}
