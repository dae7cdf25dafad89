/** What AI traffic an event is about, in a few words for a table. */
import type { Colours } from './colours.js';
import { countText, costText, maskedCount, operationText } from './traffic-words.js';
import type { EventView } from './views.js';

export function trafficWords(event: EventView, { bad, waiting }: Colours): readonly string[] {
  const { operation, masked, usage, cost, toolCalls, toolCallCount, answerVerdict } = event;
  const denied = toolCalls.filter(({ verdict }) => verdict !== undefined && verdict.decision !== 'allow');
  const calls = Math.max(toolCallCount, toolCalls.length);
  return [
    operation === undefined ? '' : operationText(operation),
    answerVerdict === undefined || answerVerdict.decision === 'allow' ? '' : bad('answer denied'),
    calls === 0 ? '' : `${calls} tool call${calls === 1 ? '' : 's'}`,
    denied.length === 0 ? '' : bad(`${denied.length} of them denied`),
    masked.length === 0 ? '' : waiting(`${countText(maskedCount(masked))} masked`),
    usage === undefined ? '' : `${countText((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0))} tokens`,
    cost === undefined ? '' : costText(cost),
  ].filter((word) => word !== '');
}
