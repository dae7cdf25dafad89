/** Token counts as the services spell them: chat completions, responses and messages each have their own words. */
import type { LocatedJson } from '../../json/located-json.js';
import type { NodeId } from '../../json/tape.js';
import type { Usage } from '../operation.js';

export function readUsage(json: LocatedJson, usage: NodeId): Usage {
  const count = (holder: NodeId | undefined, ...names: readonly string[]): number | undefined => {
    for (const name of names) {
      const value = json.number(json.member(holder, name));
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    }
    return undefined;
  };
  const inputDetails =
    json.member(usage, 'prompt_tokens_details') ?? json.member(usage, 'input_tokens_details');
  const outputDetails =
    json.member(usage, 'completion_tokens_details') ?? json.member(usage, 'output_tokens_details');
  return {
    inputTokens: count(usage, 'prompt_tokens', 'input_tokens'),
    outputTokens: count(usage, 'completion_tokens', 'output_tokens'),
    cachedTokens: count(inputDetails, 'cached_tokens') ?? count(usage, 'cache_read_input_tokens'),
    reasoningTokens: count(outputDetails, 'reasoning_tokens', 'thinking_tokens'),
  };
}

/** Counts that come in two events: what the later one does not say, the earlier one said. */
export const mergeUsage = (earlier: Usage | undefined, later: Usage): Usage => ({
  inputTokens: later.inputTokens ?? earlier?.inputTokens,
  outputTokens: later.outputTokens ?? earlier?.outputTokens,
  cachedTokens: later.cachedTokens ?? earlier?.cachedTokens,
  reasoningTokens: later.reasoningTokens ?? earlier?.reasoningTokens,
});
