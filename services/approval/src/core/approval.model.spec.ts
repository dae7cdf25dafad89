/** Whatever is done in whatever order, the core does as a simple model. */
import { expect, it } from 'vitest';
import fc from 'fast-check';
import { newModel, steps, stepsOfLife } from '../fixtures/approval-model.js';
import type { Choice, Subject } from '../fixtures/approval-model.js';
import { asked, opened, person, startUs, vote } from '../fixtures/asked.js';
import type { Approval } from './approval.js';
import { requesterBearer } from './bearer.js';
import { decide } from './command.js';
import type { Command } from './command.js';
import { consumeApproval } from './consume-approval.js';
import { isOpen } from './states.js';

class Core implements Subject {
  private approval: Approval = opened({
    anyOf: [[{ groups: ['approvers'], people: 2 }]],
    lifetimeMs: stepsOfLife,
  });
  private nowUs = startUs;

  vote(who: string, choice: Choice): Promise<void> {
    return this.do(vote(person(who, who === 'guest' ? [] : ['approvers']), choice));
  }
  withdraw(who: string): Promise<void> {
    return this.do({ kind: 'withdraw', voter: person(who), channel: 'rest' });
  }
  takeBack(): Promise<void> {
    return this.do({ kind: 'take-back' });
  }
  attend(kind: 'join' | 'leave', requestId: string): Promise<void> {
    return this.do({ kind, requestId });
  }
  timeIs(now: number): Promise<void> {
    this.nowUs = startUs + now * 1000;
    return this.do({ kind: 'pass-time' });
  }
  consume(requestId: string, digest: 'same' | 'other'): Promise<boolean> {
    const requestSha256 = digest === 'same' ? this.approval.asked.requestSha256 : 'other';
    const spend = { requestId, requestSha256, bearer: requesterBearer(asked().requester), replica: 'g' };
    const result = consumeApproval(this.approval, spend, this.nowUs);
    if (result.kind === 'consumed' && result.done !== undefined) this.approval = result.done.approval;
    return Promise.resolve(result.kind === 'consumed');
  }
  standing(): Promise<Approval['standing']> {
    return Promise.resolve(this.approval.standing);
  }

  private do(command: Command): Promise<void> {
    const before = this.approval;
    const result = decide(before, command, this.nowUs);
    if (result.kind === 'done') this.approval = result.approval;
    expect(this.approval.revision).toBeGreaterThanOrEqual(before.revision);
    if (!isOpen(before.standing)) expect(this.approval.standing).toBe(before.standing);
    return Promise.resolve();
  }
}

it('is released at most once, never after a denial, an expiry or a withdrawal', async () => {
  await fc.assert(
    fc.asyncProperty(steps(40), (commands) =>
      fc.asyncModelRun(() => ({ model: newModel(), real: new Core() }), commands),
    ),
    { numRuns: 500 },
  );
});
