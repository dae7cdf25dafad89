// The @anthropic-ai/sdk library: messages.
import Anthropic, { APIError, AuthenticationError, PermissionDeniedError } from '@anthropic-ai/sdk';
import { city, kinds, serve } from './serve.mjs';

const open = ({ base, token }) => new Anthropic({ baseURL: base, apiKey: token });
const said = ({ model, prompt }) => ({
  model,
  max_tokens: 1000,
  messages: [{ role: 'user', content: prompt }],
});
const toolsOf = (names) => names.map((name) => ({ name, description: 'A tool.', input_schema: city }));
const textIn = (message) =>
  message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
const withTools = (message) => ({
  calls: message.content
    .filter((block) => block.type === 'tool_use')
    .map((block) => ({ name: block.name, arguments: block.input })),
  text: textIn(message),
  refusal: null,
});
const schema = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
};

const cases = {
  async invoke(asked) {
    const message = await open(asked).messages.create(said(asked));
    return { text: textIn(message), tokens: message.usage.input_tokens + message.usage.output_tokens };
  },
  async stream(asked) {
    const stream = open(asked).messages.stream(said(asked));
    let pieces = 0;
    stream.on('text', () => pieces++);
    const message = await stream.finalMessage();
    return {
      pieces,
      text: textIn(message),
      tokens: message.usage.input_tokens + message.usage.output_tokens,
    };
  },
  async batch(asked) {
    const client = open(asked);
    const answers = await Promise.all(
      asked.prompts.map((prompt) => client.messages.create(said({ ...asked, prompt }))),
    );
    return { texts: answers.map(textIn) };
  },
  async tools(asked) {
    return withTools(await open(asked).messages.create({ ...said(asked), tools: toolsOf(asked.tools) }));
  },
  async streamTools(asked) {
    const stream = open(asked).messages.stream({ ...said(asked), tools: toolsOf(asked.tools) });
    return withTools(await stream.finalMessage());
  },
  async structured(asked) {
    const output_config = { format: { type: 'json_schema', schema } };
    const message = await open(asked).messages.create({ ...said(asked), output_config });
    return { value: JSON.parse(textIn(message)) };
  },
  async thinking(asked) {
    const thinking = { type: 'enabled', budget_tokens: 1024 };
    const stream = open(asked).messages.stream({ ...said(asked), max_tokens: 2000, thinking });
    const [first, second] = (await stream.finalMessage()).content;
    return { types: [first.type, second.type], thought: first.thinking, signed: first.signature !== '' };
  },
  async countTokens(asked) {
    const { model, messages } = said(asked);
    return { tokens: (await open(asked).messages.countTokens({ model, messages })).input_tokens };
  },
  async models(asked) {
    return { names: (await open(asked).models.list()).data.map((model) => model.id) };
  },
};

await serve(cases, kinds({ PermissionDeniedError, AuthenticationError, APIError }));
