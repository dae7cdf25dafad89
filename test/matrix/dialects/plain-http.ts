/** What no API claims: JSON, forms and text. */
import { events, json, withQuery, type DialectTable, type Delivery, type Sent } from '../row.js';

const ask = (_delivery: Delivery, more: object = {}): Sent => ({
  path: '/tickets/17',
  body: { title: 'Something', ...more },
});
const typed = (contentType: string, body: string): Sent => ({ path: '/tickets/17', contentType, body });
const noConversation = 'nothing says who speaks';

export const plainHttp: DialectTable = {
  name: 'plain HTTP',
  dialect: 'http',
  kind: 'http',
  model: '',
  requests: [
    {
      where: 'a value in JSON',
      position: 'document',
      send: (note, delivery) => ask(delivery, { deep: [{ note }] }),
    },
    {
      where: 'the name of a member in JSON',
      position: 'document',
      send: (text, delivery) => ask(delivery, { [text]: 1 }),
    },
    {
      where: 'JSON labelled as text',
      position: 'document',
      send: (note) => typed('text/plain', JSON.stringify({ note })),
    },
    {
      where: 'a field of a form',
      position: 'form-field',
      send: (text) =>
        typed('application/x-www-form-urlencoded', `limit=5&note=${encodeURIComponent(text)}&last=`),
    },
    {
      where: 'JSON in a field of a form',
      position: 'form-field',
      send: (note) =>
        typed(
          'application/x-www-form-urlencoded',
          `payload=${encodeURIComponent(JSON.stringify({ deep: [{ note }] }))}`,
        ),
    },
    { where: 'a text', position: 'document', send: (text) => typed('text/plain; charset=utf-8', text) },
    {
      where: 'a text without a label',
      position: 'document',
      send: (text) => typed('application/octet-stream', text),
    },
    { where: 'the query', position: 'query', send: (text, delivery) => withQuery(ask(delivery), text) },
  ],
  answers: [
    {
      where: 'answer: text',
      position: 'document',
      whole: (text) => ({ contentType: 'text/plain', body: Buffer.from(`So: ${text}\n`) }),
      streamed: (pieces) => ({ contentType: 'text/plain', body: Buffer.from(pieces.join('')) }),
    },
    {
      where: 'answer: structured output',
      position: 'document',
      whole: (note) => json({ deep: [{ note }] }),
    },
    {
      where: 'answer: events of its own',
      position: 'document',
      streamed: (pieces) => events(`event: note\ndata: ${JSON.stringify({ note: pieces.join('') })}\n\n`),
    },
  ],
  absent: {
    path: 'nothing can be masked there: what the door does instead is tested beside it',
    system: noConversation,
    developer: noConversation,
    user: noConversation,
    assistant: noConversation,
    reasoning: noConversation,
    'tool-definition': 'no tools',
    'tool-call': 'no tools',
    'tool-result': 'no tools',
    metadata: 'nothing tells it from content',
    'file-name': 'nothing tells it from content',
    state: 'nothing tells it from content',
    'answer: reasoning': noConversation,
    'answer: tool arguments': 'no tools',
    'answer: log probabilities': 'there are none',
    'answer: refusal': noConversation,
    'answer: second choice': 'there is one answer',
  },
  ask,
  answer: () => json({ done: true }),
  usage: undefined,
  cut: /^event: error\ndata: \{"error":\{.*POLICY_DENIED/m,
};
