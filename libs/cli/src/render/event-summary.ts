/** What AI traffic an event is about, in a few words for a table. */
import type { Colours } from './colours.js';
import { decidedCalls } from './session-sums.js';
import { countText, costText, maskedCount, operationText } from './traffic-words.js';
import type { EventView } from './views.js';

export function trafficWords(event: EventView, { bad, waiting }: Colours): readonly string[] {
  const { operation, masked, usage, cost, toolCalls, toolCallCount, answerVerdict } = event;
  const denied = decidedCalls(toolCalls, 'deny');
  const held = decidedCalls(toolCalls, 'hold');
  const calls = Math.max(toolCallCount, toolCalls.length);
  return [
    operation === undefined ? '' : operationText(operation),
    answerVerdict === undefined || answerVerdict.decision === 'allow'
      ? ''
      : answerVerdict.decision === 'hold'
        ? waiting('answer held')
        : bad('answer denied'),
    calls === 0 ? '' : `${calls} tool call${calls === 1 ? '' : 's'}`,
    denied === 0 ? '' : bad(`${denied} of them denied`),
    held === 0 ? '' : waiting(`${held} of them held`),
    masked.length === 0 ? '' : waiting(`${countText(maskedCount(masked))} masked`),
    usage === undefined ? '' : `${countText((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0))} tokens`,
    cost === undefined ? '' : costText(cost),
  ].filter((word) => word !== '');
}
