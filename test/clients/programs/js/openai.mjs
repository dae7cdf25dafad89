// The openai library: chat completions (`chat`) or the responses API (`responses`), and what else it can do.
import OpenAI, { APIError, AuthenticationError, AzureOpenAI, PermissionDeniedError } from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { callsOf, city, kinds, serve } from './serve.mjs';

const open = ({ base, token }) => new OpenAI({ baseURL: base, apiKey: token });
const person = z.object({ name: z.string(), age: z.int() });

const said = ({ model, prompt }) => ({ model, messages: [{ role: 'user', content: prompt }] });
const toolsOf = (names) =>
  names.map((name) => ({ type: 'function', function: { name, description: 'A tool.', parameters: city } }));
const calledIn = (message) => callsOf((message.tool_calls ?? []).map((call) => call.function));

const chat = {
  async invoke(asked) {
    const answer = await open(asked).chat.completions.create(said(asked));
    return { text: answer.choices[0].message.content, tokens: answer.usage.total_tokens };
  },
  async stream(asked) {
    const stream = await open(asked).chat.completions.create({ ...said(asked), stream: true });
    const pieces = [];
    let tokens;
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content) pieces.push(chunk.choices[0].delta.content);
      tokens ??= chunk.usage?.total_tokens;
    }
    return { pieces: pieces.length, text: pieces.join(''), tokens };
  },
  async batch(asked) {
    const client = open(asked);
    const answers = await Promise.all(
      asked.prompts.map((prompt) => client.chat.completions.create(said({ ...asked, prompt }))),
    );
    return { texts: answers.map((answer) => answer.choices[0].message.content) };
  },
  async tools(asked) {
    const answer = await open(asked).chat.completions.create({ ...said(asked), tools: toolsOf(asked.tools) });
    const [{ message }] = answer.choices;
    return { calls: calledIn(message), text: message.content, refusal: message.refusal };
  },
  async streamTools(asked) {
    const stream = open(asked).chat.completions.stream({ ...said(asked), tools: toolsOf(asked.tools) });
    const { message } = (await stream.finalChatCompletion()).choices[0];
    return { calls: calledIn(message), text: message.content, refusal: message.refusal };
  },
  async structured(asked) {
    const format = zodResponseFormat(person, 'person');
    const answer = await open(asked).chat.completions.parse({ ...said(asked), response_format: format });
    return { value: answer.choices[0].message.parsed };
  },
  /** Members that no library knows, and a number that no double holds. */
  async unknownMembers(asked) {
    const more = {
      seed: JSON.rawJSON('12345678901234567890'),
      x_own: { float: JSON.rawJSON('1.0'), ü: null },
    };
    const answer = await open(asked).chat.completions.create({ ...said(asked), ...more });
    return { text: answer.choices[0].message.content };
  },
  async choices(asked) {
    const stream = await open(asked).chat.completions.create({ ...said(asked), n: 3, stream: true });
    const texts = ['', '', ''];
    for await (const chunk of stream)
      for (const choice of chunk.choices) texts[choice.index] += choice.delta.content ?? '';
    return { texts };
  },
};

const input = ({ model, prompt }) => ({ model, input: prompt });
const offered = (names) => names.map((name) => ({ type: 'function', name, parameters: city, strict: true }));
const textIn = (answer) => answer.output_text;
const callsIn = (answer) => callsOf(answer.output.filter((item) => item.type === 'function_call'));
const refusalIn = (answer) =>
  answer.output.flatMap((item) => item.content ?? []).find((part) => part.type === 'refusal')?.refusal ??
  null;
const withTools = (answer) => ({ calls: callsIn(answer), text: textIn(answer), refusal: refusalIn(answer) });

const responses = {
  async invoke(asked) {
    const answer = await open(asked).responses.create(input(asked));
    return { text: textIn(answer), tokens: answer.usage.total_tokens };
  },
  async stream(asked) {
    const stream = await open(asked).responses.create({ ...input(asked), stream: true });
    const pieces = [];
    let tokens;
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') pieces.push(event.delta);
      if (event.type === 'response.completed') tokens = event.response.usage.total_tokens;
    }
    return { pieces: pieces.length, text: pieces.join(''), tokens };
  },
  async batch(asked) {
    const client = open(asked);
    const answers = await Promise.all(
      asked.prompts.map((prompt) => client.responses.create(input({ ...asked, prompt }))),
    );
    return { texts: answers.map(textIn) };
  },
  async tools(asked) {
    return withTools(await open(asked).responses.create({ ...input(asked), tools: offered(asked.tools) }));
  },
  async streamTools(asked) {
    const stream = open(asked).responses.stream({ ...input(asked), tools: offered(asked.tools) });
    return withTools(await stream.finalResponse());
  },
  async structured(asked) {
    const text = { format: zodTextFormat(person, 'person') };
    const answer = await open(asked).responses.parse({ ...input(asked), text });
    return { value: answer.output_parsed };
  },
  async continued(asked) {
    const client = open(asked);
    const first = await client.responses.create(input(asked));
    const next = await client.responses.create({ ...input(asked), previous_response_id: first.id });
    return { text: textIn(next), continues: next.previous_response_id === first.id };
  },
};

const more = {
  async embed(asked) {
    const answer = await open(asked).embeddings.create({ model: asked.model, input: asked.texts });
    return { vectors: answer.data.map((row) => row.embedding) };
  },
  async models(asked) {
    return { names: (await open(asked).models.list()).data.map((model) => model.id) };
  },
  async completion(asked) {
    const { model, prompt } = asked;
    const whole = await open(asked).completions.create({ model, prompt });
    const stream = await open(asked).completions.create({ model, prompt, stream: true });
    let streamed = '';
    for await (const chunk of stream) streamed += chunk.choices[0]?.text ?? '';
    return { text: whole.choices[0].text, streamed };
  },
  async azure({ azure, token, prompt }) {
    const client = new AzureOpenAI({ baseURL: azure, apiKey: token, apiVersion: '2024-10-21' });
    const answer = await client.chat.completions.create(said({ model: 'gpt-x', prompt }));
    const stream = await client.chat.completions.create({
      ...said({ model: 'gpt-x', prompt }),
      stream: true,
    });
    let streamed = '';
    for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? '';
    return { text: answer.choices[0].message.content, model: answer.model, streamed };
  },
};

const api = process.argv[2] === 'responses' ? responses : chat;
await serve({ ...api, ...more }, kinds({ PermissionDeniedError, AuthenticationError, APIError }));
