/** An answer that is refused by its head alone. */
import type { AnswerFacts, AnswerReading, AnswerRules, Passed, Stop } from './answer.js';
import { AnswerLedger } from './answer-ledger.js';
import { noBytes, nothingPassed } from './outgoing.js';

export class UnreadReading implements AnswerReading {
  readonly isWhole = true;
  readonly mayChange = true;
  readonly facts: AnswerFacts;

  constructor(
    rules: AnswerRules,
    readonly stopped: Stop,
  ) {
    this.facts = new AnswerLedger(rules).facts();
  }

  push(): Passed {
    return nothingPassed;
  }

  finish(): Passed {
    return nothingPassed;
  }

  cut(): Uint8Array {
    return noBytes;
  }
}
