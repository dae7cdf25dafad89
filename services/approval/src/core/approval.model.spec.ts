/** Whatever is done in whatever order: the core does as a simple model that only counts names. */
import { expect, it } from 'vitest';
import fc from 'fast-check';
import { opened, person, startUs, vote } from '../fixtures/asked.js';
import type { Approval } from './approval.js';
import { decide } from './command.js';
import type { Command } from './command.js';
import { consumeApproval } from './consume-approval.js';
import { isOpen } from './states.js';

/** Two of the approvers agree, or one of them refuses, within ten steps of time. */
interface Model {
  yes: Set<string>;
  state: 'waits' | 'approved' | 'denied' | 'expired' | 'withdrawn' | 'consumed';
  released: string[];
  now: number;
}

class Real {
  approval: Approval = opened({ anyOf: [[{ groups: ['approvers'], people: 2 }]], lifetimeMs: 10 });
  do(command: Command, now: number): void {
    const before = this.approval;
    const result = decide(before, command, startUs + now * 1000);
    if (result.kind === 'done') this.approval = result.approval;
    expect(this.approval.revision).toBeGreaterThanOrEqual(before.revision);
    if (!isOpen(before.standing)) expect(this.approval.standing).toBe(before.standing);
  }
}

abstract class Step implements fc.Command<Model, Real> {
  check(): boolean {
    return true;
  }
  abstract run(model: Model, real: Real): void;
  protected compare(model: Model, real: Real): void {
    const { standing } = real.approval;
    const waits = standing === 'pending' || standing === 'unattended';
    const withdrawn = standing === 'cancelled' || standing === 'revoked';
    expect(waits ? 'waits' : withdrawn ? 'withdrawn' : standing).toBe(model.state);
    expect(model.released.length).toBeLessThanOrEqual(1);
  }
}

class Says extends Step {
  constructor(
    readonly who: string,
    readonly choice: 'approve' | 'deny',
  ) {
    super();
  }
  override run(model: Model, real: Real): void {
    real.do(vote(person(this.who, this.who === 'guest' ? [] : ['approvers']), this.choice), model.now);
    const may = this.who !== 'guest' && this.who !== 'agent' && model.now < 10 && model.state === 'waits';
    if (may && this.choice === 'deny') model.state = 'denied';
    if (may && this.choice === 'approve') {
      model.yes.add(this.who);
      if (model.yes.size === 2) model.state = 'approved';
    }
    this.compare(model, real);
  }
  override toString = (): string => `${this.who} says ${this.choice}`;
}

class Withdraws extends Step {
  constructor(readonly who: string) {
    super();
  }
  override run(model: Model, real: Real): void {
    real.do({ kind: 'withdraw', voter: person(this.who), channel: 'rest' }, model.now);
    if (model.state === 'waits' && model.now < 10) model.yes.delete(this.who);
    this.compare(model, real);
  }
  override toString = (): string => `${this.who} withdraws`;
}

class TakesBack extends Step {
  override run(model: Model, real: Real): void {
    real.do({ kind: 'take-back' }, model.now);
    if (model.state === 'waits' || model.state === 'approved') model.state = 'withdrawn';
    this.compare(model, real);
  }
  override toString = (): string => 'takes back';
}

class Attends extends Step {
  constructor(
    readonly kind: 'join' | 'leave',
    readonly requestId: string,
  ) {
    super();
  }
  override run(model: Model, real: Real): void {
    real.do({ kind: this.kind, requestId: this.requestId }, model.now);
    this.compare(model, real);
  }
  override toString = (): string => `${this.kind} ${this.requestId}`;
}

class Waits extends Step {
  constructor(readonly steps: number) {
    super();
  }
  override run(model: Model, real: Real): void {
    model.now += this.steps;
    real.do({ kind: 'pass-time' }, model.now);
    if (model.now >= 10 && (model.state === 'waits' || model.state === 'approved')) model.state = 'expired';
    this.compare(model, real);
  }
  override toString = (): string => `waits ${this.steps}`;
}

class Consumes extends Step {
  constructor(
    readonly requestId: string,
    readonly requestSha256: string,
  ) {
    super();
  }
  override run(model: Model, real: Real): void {
    const bearer = { issuer: 'https://idp.example', subject: 'agent', agent: 'agent' };
    const { requestId, requestSha256 } = this;
    const spend = { requestId, requestSha256, bearer, replica: 'g' };
    const result = consumeApproval(real.approval, spend, startUs + model.now * 1000);
    if (result.kind === 'consumed' && result.done !== undefined) {
      real.approval = result.done.approval;
      model.released.push(requestId);
    }
    const may = requestSha256 === 'd1' && model.state === 'approved' && model.now < 10;
    expect(result.kind === 'consumed').toBe(
      may || (requestSha256 === 'd1' && model.released.includes(requestId)),
    );
    if (may) model.state = 'consumed';
    this.compare(model, real);
  }
  override toString = (): string => `consume ${this.requestId} ${this.requestSha256}`;
}

const who = fc.constantFrom('bob', 'carol', 'dora', 'agent', 'guest');
const request = fc.constantFrom('r1', 'r2', 'r3');
const steps = fc.commands(
  [
    fc
      .tuple(who, fc.constantFrom('approve', 'approve', 'deny'))
      .map(([name, choice]) => new Says(name, choice as 'approve')),
    who.map((name) => new Withdraws(name)),
    fc.constant(new TakesBack()),
    fc.tuple(fc.constantFrom('join', 'leave'), request).map(([kind, id]) => new Attends(kind as 'join', id)),
    fc.integer({ min: 1, max: 3 }).map((count) => new Waits(count)),
    fc.tuple(request, fc.constantFrom('d1', 'd1', 'd2')).map(([id, digest]) => new Consumes(id, digest)),
  ],
  { maxCommands: 40 },
);

it('is released at most once, never after a denial, an expiry or a withdrawal', () => {
  fc.assert(
    fc.property(steps, (commands) => {
      const setup = (): { model: Model; real: Real } => ({
        model: { yes: new Set(), state: 'waits', released: [], now: 0 },
        real: new Real(),
      });
      fc.modelRun(setup, commands);
    }),
    { numRuns: 500 },
  );
});
