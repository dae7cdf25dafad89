/** What is learnt of an answer on its way, for the event of its completion. */
import type { Verdict } from '@sallyport/policy/verdict';
import type { Usage } from '@sallyport/wire/llm/operation';
import { MaskTally } from '../masking/mask-tally.js';
import type { AnswerFacts, AnswerRules } from './answer.js';
import { CallDesk } from './call-desk.js';

export class AnswerLedger {
  readonly tally = new MaskTally();
  readonly calls: CallDesk;
  usage: Usage | undefined;
  verdict: Verdict | undefined;
  isChanged = false;

  constructor(rules: Pick<AnswerRules, 'plan' | 'judgeCall' | 'isRecorded' | 'asksPeople'>) {
    this.calls = new CallDesk(rules);
  }

  /** @param tally What was masked, where more is known of it than what has ended. */
  facts(tally = this.tally): AnswerFacts {
    const { calls, usage, verdict, isChanged } = this;
    return {
      usage,
      masked: tally.masked,
      calls: [...calls.facts],
      callCount: calls.count,
      verdict,
      failures: tally.failures,
      isChanged,
    };
  }
}
