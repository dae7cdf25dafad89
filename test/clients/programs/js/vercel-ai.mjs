// The Vercel AI SDK: OpenAI's responses API, its default (`openai`), chat completions (`openai-chat`), or `anthropic`.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, embedMany, generateText, Output, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { serve } from './serve.mjs';

const which = process.argv[2];
function modelOf({ base, token, model }) {
  if (which === 'anthropic') return createAnthropic({ baseURL: base, apiKey: token })(model);
  const openai = createOpenAI({ baseURL: base, apiKey: token });
  return which === 'openai-chat' ? openai.chat(model) : openai(model);
}
const said = (asked) => ({ model: modelOf(asked), prompt: asked.prompt });

const offered = (names) =>
  Object.fromEntries(
    names.map((name) => [
      name,
      tool({ description: 'A tool.', inputSchema: z.object({ city: z.string() }) }),
    ]),
  );
const calledIn = (calls) => calls.map(({ toolName, input }) => ({ name: toolName, arguments: input }));

/** An error that came as a part of a stream: whatever the API's event said. */
class StreamFailed extends Error {
  constructor(said) {
    super(said instanceof Error ? said.message : JSON.stringify(said), { cause: said });
  }
}

async function read(result) {
  const pieces = [];
  for await (const part of result.fullStream) {
    if (part.type === 'text-delta') pieces.push(part.text);
    if (part.type === 'error')
      throw APICallError.isInstance(part.error) ? part.error : new StreamFailed(part.error);
  }
  return pieces;
}

const cases = {
  async invoke(asked) {
    const { text, usage } = await generateText(said(asked));
    return { text, tokens: usage.totalTokens };
  },
  async stream(asked) {
    const result = streamText({ ...said(asked), onError: () => undefined });
    const pieces = await read(result);
    return { pieces: pieces.length, text: pieces.join(''), tokens: (await result.usage).totalTokens };
  },
  async batch(asked) {
    const results = await Promise.all(
      asked.prompts.map((prompt) => generateText(said({ ...asked, prompt }))),
    );
    return { texts: results.map((result) => result.text) };
  },
  async tools(asked) {
    const { toolCalls, text } = await generateText({ ...said(asked), tools: offered(asked.tools) });
    return { calls: calledIn(toolCalls), text, refusal: null };
  },
  async streamTools(asked) {
    const result = streamText({ ...said(asked), tools: offered(asked.tools), onError: () => undefined });
    const pieces = await read(result);
    return { calls: calledIn(await result.toolCalls), text: pieces.join(''), refusal: null };
  },
  async structured(asked) {
    const output = Output.object({ schema: z.object({ name: z.string(), age: z.int() }) });
    return { value: (await generateText({ ...said(asked), output })).output };
  },
  async agent(asked) {
    const called = [];
    const tools = Object.fromEntries(
      asked.tools.map((name) => [
        name,
        tool({
          description: 'A tool.',
          inputSchema: z.object({ city: z.string() }),
          execute: ({ city }) => {
            called.push({ name, arguments: { city } });
            return `sunny in ${city}`;
          },
        }),
      ]),
    );
    const { text } = await generateText({ ...said(asked), tools, stopWhen: stepCountIs(4) });
    return { called, text };
  },
  async embed({ base, token, model, texts }) {
    const embedding = createOpenAI({ baseURL: base, apiKey: token }).embedding(model);
    return { vectors: (await embedMany({ model: embedding, values: texts })).embeddings };
  },
};

/** The library has one class for what an API answered, with the status in it; an error inside a stream is plain data. */
const kindOf = (error) => {
  if (error instanceof StreamFailed) return 'api';
  if (!APICallError.isInstance(error)) return undefined;
  return error.statusCode === 403 ? 'permission' : error.statusCode === 401 ? 'authentication' : 'api';
};
await serve(cases, kindOf);
