/** Anthropic's models (docs.claude.com/en/api/models-list): the list in pages, and one of them; OpenAI's list with other members. */
import type { Dialect } from '../dialect.js';
import { openaiModels } from '../openai/models.js';
import { anthropicRefusal } from './anthropic-refusal.js';

const path = /^(?:\/anthropic)?(?:\/v\d+)?\/models(?:\/(.+?))?\/?$/i;

export const anthropicModels: Dialect = {
  ...openaiModels,
  name: 'anthropic-models',
  claims: (target) => target.method === 'GET' && path.test(target.path),
  readRequest: (target, body, contentType) => {
    const read = openaiModels.readRequest(target, body, contentType);
    if (read.kind === 'unreadable') return read;
    const model = path.exec(target.path)?.[1] ?? '';
    return { ...read, operation: { ...read.operation, dialect: 'anthropic-models', model } };
  },
  refusal: anthropicRefusal,
};
