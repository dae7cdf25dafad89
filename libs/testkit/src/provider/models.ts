/** The models there are, as OpenAI and as Anthropic list them: `GET /v1/models` and `/v1/models/{id}`. */
import type { JsonObject } from './json.js';
import { createdS } from './openai/chat.js';

export const models = ['demo-small', 'demo-large', 'demo-embedding'] as const;

function openaiModel(id: string): JsonObject {
  return { id, object: 'model', created: createdS, owned_by: 'sallyport-demo' };
}

function anthropicModel(id: string): JsonObject {
  return {
    type: 'model',
    id,
    display_name: id,
    created_at: new Date(createdS * 1_000).toISOString(),
    capabilities: null,
    deprecated_at: null,
    lifecycle: 'active',
    line: null,
    max_input_tokens: 200_000,
    max_tokens: 64_000,
    retires_at: null,
  };
}

export function modelList(vendor: 'openai' | 'anthropic'): JsonObject {
  if (vendor === 'openai') return { object: 'list', data: models.map(openaiModel) };
  return { data: models.map(anthropicModel), has_more: false, first_id: models[0], last_id: models[2] };
}

export function modelNamed(vendor: 'openai' | 'anthropic', id: string): JsonObject | undefined {
  if (!models.some((model) => model === id)) return undefined;
  return vendor === 'openai' ? openaiModel(id) : anthropicModel(id);
}
