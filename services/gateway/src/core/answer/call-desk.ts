/** Tool calls of an answer: each judged before the agent gets it, and what is told of them afterwards. */
import { maskJson, maskText } from '@sallyport/masking/mask';
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import type { Verdict } from '@sallyport/policy/verdict';
import type { ToolCall } from '@sallyport/wire/llm/operation';
import { searchedName } from '../recorded-name.js';
import type { AnswerRules, CallFacts } from './answer.js';

/** Calls told of one answer; all are counted. */
const toldMax = 64;
/** Of the arguments of a refused call, in the record. */
const argumentsBytesMax = 8 * 1024;
/** Names and ids are words of a few dozen characters. */
const nameLengthMax = 256;

type CallRules = Pick<AnswerRules, 'plan' | 'judgeCall' | 'isRecorded' | 'asksPeople'>;

/** A call that policy holds: nothing of it goes out before it is settled. */
export interface WaitingCall {
  readonly call: ToolCall;
  /** The hold. */
  readonly verdict: Verdict;
}

/** What becomes of a call. */
export type CallFate =
  | { readonly kind: 'passes' }
  | { readonly kind: 'refused'; readonly verdict: Verdict }
  | { readonly kind: 'waits'; readonly waiting: WaitingCall };

const passes: CallFate = { kind: 'passes' };

export class CallDesk {
  readonly facts: CallFacts[] = [];
  count = 0;
  /** What masks what is told of calls. */
  plan: MaskPlan | undefined;
  readonly #waiting = new Set<WaitingCall>();
  readonly #unasked: WaitingCall[] = [];
  readonly #settled = new Map<WaitingCall, CallFate>();
  #all: readonly CallFate[] | undefined;

  constructor(private readonly rules: CallRules) {
    this.plan = rules.plan;
  }

  get isJudging(): boolean {
    return this.rules.judgeCall !== undefined;
  }

  /** Whether a call waits for people. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Judges a call, once. */
  judge({ id, name, arguments: given }: ToolCall): CallFate {
    this.count += 1;
    const call = { id, name, arguments: given };
    const verdict = this.rules.judgeCall?.(call);
    if (verdict === undefined) return passes;
    if (verdict.decision === 'hold' && verdict.approval !== undefined && this.rules.asksPeople) {
      const waiting: WaitingCall = { call, verdict };
      this.#waiting.add(waiting);
      this.#unasked.push(waiting);
      return { kind: 'waits', waiting };
    }
    return this.#told(call, verdict);
  }

  /** Judges all calls of a whole answer, once however often they are given; undefined as long as one waits. */
  judgeAll(calls: readonly ToolCall[]): readonly CallFate[] | undefined {
    this.#all ??= calls.map((call) => this.judge(call));
    if (this.isWaiting) return undefined;
    return this.#all.map((fate) => (fate.kind === 'waits' ? (this.fateOf(fate.waiting) ?? fate) : fate));
  }

  /** Calls that wait and that nobody was asked about yet. */
  takeUnasked(): readonly WaitingCall[] {
    return this.#unasked.splice(0);
  }

  /** @param verdict what people, or policy by then, make of it */
  settle(waiting: WaitingCall, verdict: Verdict): void {
    if (this.#waiting.delete(waiting)) this.#settled.set(waiting, this.#told(waiting.call, verdict));
  }

  /** Undefined as long as it waits. */
  fateOf(waiting: WaitingCall): CallFate | undefined {
    return this.#settled.get(waiting);
  }

  #told(call: ToolCall, verdict: Verdict): CallFate {
    const isRefused = verdict.decision !== 'allow';
    if (this.facts.length < toldMax) {
      const recordedArguments =
        isRefused && this.rules.isRecorded ? this.#recorded(call.arguments) : undefined;
      const words = { id: this.#word(call.id), name: this.#word(call.name) };
      this.facts.push({ call: words, verdict, recordedArguments });
    }
    return isRefused ? { kind: 'refused', verdict } : passes;
  }

  #recorded(given: string): string {
    const masked = this.plan === undefined ? given : maskJson(this.plan, given).recorded;
    return cutTo(argumentsBytesMax, masked);
  }

  /** Models make names and ids up: anything can stand in them. */
  #word(text: string): string {
    const searched = searchedName(text);
    const masked = this.plan === undefined ? searched : maskText(this.plan, searched).recorded;
    return masked.slice(0, nameLengthMax);
  }
}

function cutTo(bytesMax: number, text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= bytesMax) return text;
  return new TextDecoder('utf-8').decode(bytes.subarray(0, bytesMax), { stream: true });
}
