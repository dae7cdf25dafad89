// LangChain's chat models: of @langchain/openai (`openai`, `openai-responses`) or @langchain/anthropic (`anthropic`).
import { ChatAnthropic } from '@langchain/anthropic';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { createAgent } from 'langchain';
import { z } from 'zod';
import { city, serve } from './serve.mjs';

const which = process.argv[2];
const open = ({ base, token, model }) =>
  which === 'anthropic'
    ? new ChatAnthropic({ model, apiKey: token, anthropicApiUrl: base })
    : new ChatOpenAI({
        model,
        apiKey: token,
        useResponsesApi: which === 'openai-responses',
        configuration: { baseURL: base },
      });

const person = z.object({ name: z.string(), age: z.int() });
const offered = (names) =>
  names.map((name) => ({ type: 'function', function: { name, description: 'A tool.', parameters: city } }));
const withTools = (message) => ({
  calls: (message.tool_calls ?? []).map(({ name, args }) => ({ name, arguments: args })),
  text: message.text,
  refusal: message.additional_kwargs?.refusal ?? null,
});

const cases = {
  async invoke(asked) {
    const message = await open(asked).invoke(asked.prompt);
    return { text: message.text, tokens: message.usage_metadata.total_tokens };
  },
  async stream(asked) {
    const pieces = [];
    let tokens;
    for await (const chunk of await open(asked).stream(asked.prompt)) {
      if (chunk.text !== '') pieces.push(chunk.text);
      tokens = chunk.usage_metadata?.total_tokens ?? tokens;
    }
    return { pieces: pieces.length, text: pieces.join(''), tokens };
  },
  async batch(asked) {
    return { texts: (await open(asked).batch(asked.prompts)).map((message) => message.text) };
  },
  async tools(asked) {
    return withTools(await open(asked).bindTools(offered(asked.tools)).invoke(asked.prompt));
  },
  async streamTools(asked) {
    let whole;
    for await (const chunk of await open(asked).bindTools(offered(asked.tools)).stream(asked.prompt))
      whole = whole === undefined ? chunk : whole.concat(chunk);
    return withTools(whole);
  },
  async structured(asked) {
    return { value: await open(asked).withStructuredOutput(person, { name: 'person' }).invoke(asked.prompt) };
  },
  /** A whole agent: the model calls a tool, the tool answers, the model says so. */
  async agent(asked) {
    const called = [];
    const tools = asked.tools.map((name) =>
      tool(
        ({ city: where }) => {
          called.push({ name, arguments: { city: where } });
          return `sunny in ${where}`;
        },
        { name, description: 'A tool.', schema: z.object({ city: z.string() }) },
      ),
    );
    const agent = createAgent({ model: open(asked), tools });
    const { messages } = await agent.invoke({ messages: [{ role: 'user', content: asked.prompt }] });
    return { called, text: messages.at(-1).text };
  },
  async embed({ base, token, model, texts }) {
    const embeddings = new OpenAIEmbeddings({ model, apiKey: token, configuration: { baseURL: base } });
    return { vectors: [...(await embeddings.embedDocuments(texts))] };
  },
};

/** LangChain brings its own copies of the libraries: what counts is what their errors say they are. */
const kindOf = (error) =>
  error.status === 403
    ? 'permission'
    : error.status === 401
      ? 'authentication'
      : 'status' in error || 'requestID' in error
        ? 'api'
        : undefined;
await serve(cases, kindOf);
