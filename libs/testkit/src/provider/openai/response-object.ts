/** What the responses API answers: its items, and the response around them. */
import { idOf, stringOf, type Json, type JsonObject } from '../json.js';
import { argumentsText, shortened, tokensOf, tokensOfPlan, type Plan } from '../plan.js';
import { createdS } from './chat.js';
import { logprobsOf } from './logprobs.js';
import { readResponses } from './read-responses.js';

function asked(body: JsonObject, name: string): boolean {
  return Array.isArray(body['include']) && (body['include'] as readonly Json[]).includes(name);
}

export function outputText(body: JsonObject, text: string): JsonObject {
  const logprobs = asked(body, 'message.output_text.logprobs') ? logprobsOf(body, text) : [];
  return { type: 'output_text', annotations: [], logprobs, text };
}

/** The items of the output: reasoning, then words or a refusal, then calls. */
export function itemsOf(body: JsonObject, plan: Plan): readonly JsonObject[] {
  const items: JsonObject[] = [];
  if (plan.reasoning !== undefined) {
    items.push({
      id: idOf(body, 'rs_'),
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: plan.reasoning }],
      ...(asked(body, 'reasoning.encrypted_content') ? { encrypted_content: idOf(body, 'gAAA', 60) } : {}),
    });
  }
  const content = [
    ...(plan.text === undefined ? [] : [outputText(body, plan.text)]),
    ...(plan.refusal === undefined ? [] : [{ type: 'refusal', refusal: plan.refusal }]),
  ];
  if (content.length > 0)
    items.push({ id: idOf(body, 'msg_'), type: 'message', status: 'completed', content, role: 'assistant' });
  for (const [at, call] of (plan.calls ?? []).entries()) {
    items.push({
      id: idOf(body, `fc_${at}`),
      type: 'function_call',
      status: 'completed',
      arguments: argumentsText(call),
      call_id: idOf(body, `call_${at}`, 20),
      name: call.name,
    });
  }
  return items;
}

/** The response around its output; without one it is in progress. */
export function responseOf(
  body: JsonObject,
  plan: Plan,
  output: readonly JsonObject[] | undefined,
): JsonObject {
  const { plan: said, cut } = shortened(plan, readResponses(body).wordsMax);
  const input = tokensOf(readResponses(body).prompt);
  const outputTokens = tokensOfPlan(said);
  return {
    id: idOf(body, 'resp_'),
    object: 'response',
    access_programs: null,
    created_at: createdS,
    status: output === undefined ? 'in_progress' : cut ? 'incomplete' : 'completed',
    background: false,
    completed_at: output === undefined ? null : createdS,
    error: null,
    incomplete_details: output !== undefined && cut ? { reason: 'max_output_tokens' } : null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    max_tool_calls: null,
    metadata: body['metadata'] ?? {},
    model: stringOf(body['model']),
    output: output ?? [],
    parallel_tool_calls: body['parallel_tool_calls'] ?? true,
    previous_response_id: body['previous_response_id'] ?? null,
    reasoning: body['reasoning'] ?? { effort: null, summary: null },
    safety_identifier: null,
    service_tier: output === undefined ? 'auto' : 'default',
    store: body['store'] ?? true,
    temperature: body['temperature'] ?? 1,
    text: body['text'] ?? { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: body['tools'] ?? [],
    top_logprobs: body['top_logprobs'] ?? 0,
    top_p: body['top_p'] ?? 1,
    truncation: body['truncation'] ?? 'disabled',
    usage:
      output === undefined
        ? null
        : {
            input_tokens: input,
            input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
            output_tokens: outputTokens,
            output_tokens_details: { reasoning_tokens: tokensOf(said.reasoning ?? '') },
            total_tokens: input + outputTokens,
          },
    user: null,
  };
}
