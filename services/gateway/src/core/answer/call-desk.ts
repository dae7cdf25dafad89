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

type CallRules = Pick<AnswerRules, 'plan' | 'judgeCall' | 'isRecorded'>;

export class CallDesk {
  readonly facts: CallFacts[] = [];
  count = 0;
  /** What masks what is told of calls. */
  plan: MaskPlan | undefined;

  constructor(private readonly rules: CallRules) {
    this.plan = rules.plan;
  }

  get isJudging(): boolean {
    return this.rules.judgeCall !== undefined;
  }

  /** The verdict that refuses the call; undefined where it may be made. A hold refuses until somebody can be asked. */
  refusalOf({ id, name, arguments: given }: ToolCall): Verdict | undefined {
    this.count += 1;
    const verdict = this.rules.judgeCall?.({ id, name, arguments: given });
    if (verdict === undefined) return undefined;
    const isRefused = verdict.decision !== 'allow';
    if (this.facts.length < toldMax) {
      const recordedArguments = isRefused && this.rules.isRecorded ? this.#recorded(given) : undefined;
      this.facts.push({ call: { id: this.#word(id), name: this.#word(name) }, verdict, recordedArguments });
    }
    return isRefused ? verdict : undefined;
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
