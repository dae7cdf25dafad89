/** The tool calls of one answer that wait for people. */
import type { Verdict } from '@sallyport/policy/verdict';
import type { WaitingCall } from '../../core/answer/call-desk.js';
import type { ControlLink } from '../../core/ports/control-link.js';
import type { AnswerFlow } from './answer-flow.js';
import type { Door } from './door.js';
import type { HeldRequest } from './held-request.js';
import { holdCall, type CallHold } from './hold-call.js';

export class HeldCalls {
  readonly #held = new Set<HeldRequest>();
  #saidMs = performance.now();

  constructor(
    private readonly door: Door,
    private readonly control: ControlLink,
    private readonly answer: Omit<CallHold, 'waiting'>,
    private readonly flow: Pick<AnswerFlow, 'calls' | 'keepAlive'>,
    private readonly settled: () => void,
  ) {}

  /** Asks people about calls that wait and that nobody was asked about. */
  ask(): void {
    for (const waiting of this.flow.calls?.takeUnasked() ?? []) this.#ask(waiting);
  }

  /** @param nowMs reading of the monotonic clock */
  sweep(nowMs: number): void {
    if (this.#held.size === 0) this.#saidMs = nowMs;
    else if (nowMs - this.#saidMs >= this.door.limits.heldCommentMs) {
      this.flow.keepAlive();
      this.#saidMs = nowMs;
    }
  }

  /** Nobody waits for the answer any more. */
  leave(): void {
    for (const held of this.#held) held.clientGone();
  }

  #ask(waiting: WaitingCall): void {
    const { held, verdict } = holdCall(this.door, this.control, { ...this.answer, waiting });
    this.#held.add(held);
    void verdict.then((decided: Verdict) => {
      this.#held.delete(held);
      this.flow.calls?.settle(waiting, decided);
      this.settled();
    });
  }
}
