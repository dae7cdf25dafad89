/** What a batch adds to a session's AI traffic: names it used, values masked, tokens, cost, tool calls, alerts. */
import type { EventRecord } from '@sallyport/contracts/event-codec';
import { AlertKind, Decision } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { TrafficFacts } from './traffic-facts.js';

export interface SessionTraffic {
  readonly models: Set<string>;
  readonly graphs: Set<string>;
  /** Called by answers. */
  readonly tools: Set<string>;
  readonly maskedKinds: Set<string>;
  /** Values that were masked. */
  masked: number;
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
  reasoningTokens: number;
  /** Millionths by currency. */
  readonly costs: Map<string, number>;
  toolCalls: number;
  /** Tool calls that policy denied, of those that are recorded one by one. */
  deniedToolCalls: number;
  /** Those that it held. */
  heldToolCalls: number;
  alerts: number;
}

/** Names kept per session and kind; what a caller can make up must not grow without end. */
export const namesPerSessionMax = 64;

/** What one answer can have used, or cost in millionths: more is a service's mistake, and must not overflow the sums. */
const usedMax = 1e12;

export const newTraffic = (): SessionTraffic => ({
  models: new Set(),
  graphs: new Set(),
  tools: new Set(),
  maskedKinds: new Set(),
  masked: 0,
  inputTokens: 0,
  outputTokens: 0,
  cachedTokens: 0,
  reasoningTokens: 0,
  costs: new Map(),
  toolCalls: 0,
  deniedToolCalls: 0,
  heldToolCalls: 0,
  alerts: 0,
});

export function addName(names: Set<string>, name: string): void {
  if (name !== '' && names.size < namesPerSessionMax) names.add(name);
}

export function countTraffic(session: SessionTraffic, facts: TrafficFacts, body: EventRecord['body']): void {
  const { usage, cost } = facts;
  // The answer's model is a version of the one that was asked for, under which people know it.
  if (body?.$case !== 'requestCompleted') addName(session.models, facts.model);
  for (const graph of facts.graphs) addName(session.graphs, graph);
  for (const tool of facts.toolsAnswered) addName(session.tools, tool);
  for (const kind of facts.masked) addName(session.maskedKinds, kind);
  session.masked += facts.maskedCount;
  session.inputTokens += summable(usage?.inputTokens);
  session.outputTokens += summable(usage?.outputTokens);
  session.cachedTokens += summable(usage?.cachedTokens);
  session.reasoningTokens += summable(usage?.reasoningTokens);
  if (cost !== undefined && CURRENCY.test(cost.currency)) {
    session.costs.set(cost.currency, (session.costs.get(cost.currency) ?? 0) + summable(cost.micros));
  }
  if (body?.$case === 'requestCompleted') {
    const { toolCalls, toolCallCount } = body.value;
    session.toolCalls += Math.max(toolCallCount, toolCalls.length);
    for (const { verdict } of toolCalls) {
      if (verdict?.decision === Decision.DENY) session.deniedToolCalls += 1;
      if (verdict?.decision === Decision.HOLD) session.heldToolCalls += 1;
    }
  }
  if (facts.alert !== AlertKind.UNSPECIFIED) session.alerts += 1;
}

const CURRENCY = /^[A-Z]{3}$/;

const summable = (count = 0): number => Math.min(count, usedMax);
