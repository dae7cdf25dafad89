/** What a session comes to: its requests, tokens, cost, masked values, tool calls and alerts, summed from its events. */
import type { Colours } from './colours.js';
import { costText, countText, maskedCount } from './traffic-words.js';
import type { EventView } from './views.js';

export class SessionSums {
  private requests = 0;
  private denied = 0;
  private held = 0;
  private released = 0;
  private heldRefused = 0;
  private unknown = 0;
  private inputTokens = 0;
  private outputTokens = 0;
  private readonly costs = new Map<string, number>();
  private masked = 0;
  private calls = 0;
  private deniedCalls = 0;
  private heldCalls = 0;
  private alerts = 0;

  add(event: EventView): void {
    const { type, verdict, count = 1, usage, cost, toolCalls, toolCallCount } = event;
    if (type === 'request.received') {
      this.requests += 1;
      if (verdict?.decision === 'hold') this.held += 1;
    }
    if (type === 'request.released' && event.isCall !== true) this.released += 1;
    if (type === 'request.refused') this.refuse(verdict, count);
    if (type === 'alert.raised') this.alerts += 1;
    if (event.outcome === 'unknown' && event.supersededBy === undefined) this.unknown += 1;
    this.masked += maskedCount(event.masked);
    this.inputTokens += usage?.inputTokens ?? 0;
    this.outputTokens += usage?.outputTokens ?? 0;
    if (cost !== undefined) this.costs.set(cost.currency, (this.costs.get(cost.currency) ?? 0) + cost.micros);
    this.calls += Math.max(toolCallCount, toolCalls.length);
    this.deniedCalls += decidedCalls(toolCalls, 'deny');
    this.heldCalls += decidedCalls(toolCalls, 'hold');
  }

  /** Of the held requests that did not go on waiting. */
  private became(): string {
    const words = [
      ...(this.released > 0 ? [`${countText(this.released)} released`] : []),
      ...(this.heldRefused > 0 ? [`${countText(this.heldRefused)} refused`] : []),
    ];
    return words.length === 0 ? '' : ` (${words.join(', ')})`;
  }

  private refuse(verdict: EventView['verdict'], count: number): void {
    const isHeld = verdict?.decision === 'hold';
    // A hold that people were asked about was counted when it was received.
    if (isHeld && !verdict.reasons.includes('NO_APPROVER')) {
      this.heldRefused += count;
      return;
    }
    this.requests += count;
    if (isHeld) this.held += count;
    else this.denied += count;
  }

  /** One line; empty where there was no request. */
  text({ bad, waiting, strong }: Colours): string {
    if (this.requests === 0) return '';
    const costs = [...this.costs].map(([currency, micros]) => costText({ currency, micros }));
    const words = [
      counted(this.requests, 'request'),
      this.denied === 0 ? '' : bad(`${countText(this.denied)} denied`),
      this.held === 0 ? '' : `${waiting(`${countText(this.held)} held`)}${this.became()}`,
      this.unknown === 0 ? '' : waiting(`${countText(this.unknown)} with unknown end`),
      this.inputTokens + this.outputTokens === 0
        ? ''
        : `${countText(this.inputTokens)} tokens in, ${countText(this.outputTokens)} out`,
      costs.length === 0 ? '' : `cost ${costs.join(' + ')}`,
      this.masked === 0 ? '' : `${counted(this.masked, 'value')} masked`,
      this.calls === 0 ? '' : counted(this.calls, 'tool call'),
      this.deniedCalls === 0 ? '' : bad(`${countText(this.deniedCalls)} of them denied`),
      this.heldCalls === 0 ? '' : waiting(`${countText(this.heldCalls)} of them held`),
      this.alerts === 0 ? '' : bad(counted(this.alerts, 'alert')),
    ];
    return `${strong('In all')}: ${words.filter((word) => word !== '').join(', ')}`;
  }
}

const counted = (count: number, what: string): string =>
  `${countText(count)} ${what}${count === 1 ? '' : 's'}`;

/** How many calls were decided so. */
export const decidedCalls = (calls: EventView['toolCalls'], decision: 'deny' | 'hold'): number =>
  calls.filter(({ verdict }) => verdict?.decision === decision).length;
