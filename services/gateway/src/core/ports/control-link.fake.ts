/** An approval service in memory, for tests: states what it is told to, and spends each approval once. */
import type {
  Decision,
  ReportAppliedRequest,
  Statement,
} from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { ConsumeOutcome } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { ControlState, type Change } from '@sallyport/control/state/control-state';
import type { ControlLink, Spending } from './control-link.js';

const EPOCH = 'fake';

export class FakeControlLink implements ControlLink {
  readonly state = new ControlState();
  readonly spent: Spending[] = [];
  readonly applied: Omit<ReportAppliedRequest, 'replica'>[] = [];
  silent = 0;
  readonly ended = new Map<string, Decision>();
  /** What `consume` answers in place of its own. */
  answer: (spending: Spending) => Promise<ConsumeOutcome | undefined> = (spending) =>
    Promise.resolve(this.#spend(spending));
  #sequence = 0;
  readonly #listeners: ((changes: readonly Change[]) => void)[] = [];

  constructor() {
    this.state.restore({ epoch: EPOCH, sequence: 0 }, []);
  }

  silentMs(): number {
    return this.silent;
  }

  decisionOn(id: string): Promise<Decision | undefined> {
    return Promise.resolve(this.state.decision(id) ?? this.state.decisionOfRequest(id) ?? this.ended.get(id));
  }

  consume(spending: Spending): Promise<ConsumeOutcome | undefined> {
    this.spent.push(spending);
    return this.answer(spending);
  }

  reportApplied(report: Omit<ReportAppliedRequest, 'replica'>): void {
    this.applied.push(report);
  }

  onChange(listener: (changes: readonly Change[]) => void): void {
    this.#listeners.push(listener);
  }

  /** The next statement of the feed. */
  states(body: NonNullable<Statement['body']>): void {
    if (body.$case === 'decision') this.ended.set(body.value.approvalId, body.value);
    this.#sequence += 1;
    const applied = this.state.apply({ epoch: EPOCH, sequence: this.#sequence, timeUs: 0, body });
    if (applied.kind === 'resync') throw new Error(`the fake's own feed: ${applied.why}`);
    if (applied.kind === 'applied') for (const listener of this.#listeners) listener([applied.change]);
  }

  #spend({ approvalId, grantId, requestId }: Spending): ConsumeOutcome {
    if (grantId !== '') return ConsumeOutcome.CONSUMED;
    const first = this.spent.find((one) => one.approvalId === approvalId);
    return first?.requestId === requestId ? ConsumeOutcome.CONSUMED : ConsumeOutcome.SPENT;
  }
}
