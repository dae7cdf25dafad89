/** OpenAI embeddings: texts go in, vectors come out. */
import { json, withQuery, type DialectTable, type Delivery, type Sent } from '../row.js';

const ask = (_delivery: Delivery, more: object = {}): Sent => ({
  path: '/v1/embeddings',
  body: { model: 'text-embedding-3-small', input: 'Something', ...more },
});

const noText = 'vectors come back, and no text';

export const embeddings: DialectTable = {
  name: 'embeddings',
  dialect: 'openai-embeddings',
  kind: 'embedding',
  model: 'text-embedding-3-small',
  requests: [
    { where: 'the input', position: 'document', only: 'whole', send: (input) => ask('whole', { input }) },
    {
      where: 'one of several inputs',
      position: 'document',
      only: 'whole',
      send: (text) => ask('whole', { input: ['One', text], encoding_format: 'base64' }),
    },
    { where: 'the user’s id', position: 'metadata', only: 'whole', send: (user) => ask('whole', { user }) },
    { where: 'the query', position: 'query', only: 'whole', send: (text) => withQuery(ask('whole'), text) },
  ],
  answers: [],
  absent: {
    system: 'no conversation',
    developer: 'no conversation',
    user: 'no conversation',
    assistant: 'no conversation',
    reasoning: 'no conversation',
    'tool-definition': 'no tools',
    'tool-call': 'no tools',
    'tool-result': 'no tools',
    'file-name': 'takes no files',
    state: 'keeps nothing',
    'form-field': 'bodies are JSON',
    path: 'its names are those of the API',
    'answer: text': noText,
    'answer: reasoning': noText,
    'answer: tool arguments': noText,
    'answer: structured output': noText,
    'answer: log probabilities': noText,
    'answer: refusal': noText,
    'answer: second choice': noText,
    streams: 'vectors come whole',
  },
  ask,
  answer: () =>
    json({
      object: 'list',
      model: 'text-embedding-3-small',
      data: [{ object: 'embedding', index: 0, embedding: [0.25, -0.5, 1e-7] }],
      usage: { prompt_tokens: 3, total_tokens: 3 },
    }),
  usage: { inputTokens: 3 },
  cut: undefined,
};
