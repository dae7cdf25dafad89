// The OpenAI agents SDK: over the responses API, which is its default (`responses`), or chat completions (`chat`).
import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool } from '@openai/agents';
import { APIError, AuthenticationError, PermissionDeniedError } from 'openai';
import { z } from 'zod';
import { kinds, serve } from './serve.mjs';

setTracingDisabled(true);
const useResponses = process.argv[2] === 'responses';
const runner = ({ base, token }) =>
  new Runner({ modelProvider: new OpenAIProvider({ baseURL: base, apiKey: token, useResponses }) });
const agent = ({ model }, more = {}) =>
  new Agent({ name: 'Guide', instructions: 'Be brief.', model, ...more });

function toolsOf(names, called) {
  return names.map((name) =>
    tool({
      name,
      description: 'A tool.',
      parameters: z.object({ city: z.string() }),
      execute: ({ city }) => {
        called.push({ name, arguments: { city } });
        return `sunny in ${city}`;
      },
    }),
  );
}

const cases = {
  async invoke(asked) {
    const result = await runner(asked).run(agent(asked), asked.prompt);
    return { text: result.finalOutput, tokens: result.state.usage.totalTokens };
  },
  async stream(asked) {
    const result = await runner(asked).run(agent(asked), asked.prompt, { stream: true });
    const pieces = [];
    for await (const piece of result.toTextStream()) pieces.push(piece);
    await result.completed;
    return { pieces: pieces.length, text: pieces.join(''), tokens: result.state.usage.totalTokens };
  },
  async batch(asked) {
    const results = await Promise.all(asked.prompts.map((prompt) => runner(asked).run(agent(asked), prompt)));
    return { texts: results.map((result) => result.finalOutput) };
  },
  async agent(asked) {
    const called = [];
    const result = await runner(asked).run(
      agent(asked, { tools: toolsOf(asked.tools, called) }),
      asked.prompt,
    );
    return { called, text: result.finalOutput };
  },
  async streamAgent(asked) {
    const called = [];
    const tools = toolsOf(asked.tools, called);
    const result = await runner(asked).run(agent(asked, { tools }), asked.prompt, { stream: true });
    await result.completed;
    return { called, text: result.finalOutput };
  },
  async structured(asked) {
    const outputType = z.object({ name: z.string(), age: z.int() });
    return { value: (await runner(asked).run(agent(asked, { outputType }), asked.prompt)).finalOutput };
  },
};

await serve(cases, kinds({ PermissionDeniedError, AuthenticationError, APIError }));
