// A LangGraph agent as anyone writes it: a model, tools, a graph of two nodes, streamed. Of the gateway it knows a base URL
// and a key. Try: node deploy/local/demo/langgraph-agent.mjs "Use delete_note for Paris"
import { readFileSync } from 'node:fs';
import { tool } from '@langchain/core/tools';
import { MessagesAnnotation, START, StateGraph, getConfig } from '@langchain/langgraph';
import { ToolNode, toolsCondition } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { z } from 'zod';

const runFile = process.env.SALLYPORT_RUN_FILE ?? new URL('../../../.sallyport/run.json', import.meta.url);
const { connections, identities, mode } = JSON.parse(readFileSync(runFile, 'utf8'));
const { baseUrl } = connections.openai ?? Object.values(connections)[0];
const question = process.argv[2] ?? 'Use get_weather for Paris, then remember to tell ada@example.com';

const city = z.enum(['Berlin', 'Lagos', 'Lima', 'Paris', 'Tokyo']);
const tools = [
  tool(({ city }) => `Sunny in ${city}.`, {
    name: 'get_weather',
    description: 'The weather in a city.',
    schema: z.object({ city }),
  }),
  tool(({ about }) => `Noted: ${about}`, {
    name: 'remember',
    description: 'Writes a note.',
    schema: z.object({ about: z.string() }),
  }),
  tool(({ city }) => `The note about ${city} is gone.`, {
    name: 'delete_note',
    description: 'Deletes the note about a city.',
    schema: z.object({ city }),
  }),
];

// Optional: who calls, so that a replay shows graph and node. Works for every node, whoever wrote it.
function fetchFromNode(url, init) {
  const { configurable, metadata } = getConfig() ?? {};
  const headers = new Headers(init.headers);
  headers.set('x-sallyport-session', configurable?.thread_id ?? '');
  headers.set('x-sallyport-graph', 'weather-agent');
  headers.set('x-sallyport-node', metadata?.langgraph_node ?? '');
  return fetch(url, { ...init, headers });
}

const model = new ChatOpenAI({
  model: mode === 'openai' ? 'gpt-4o-mini' : 'demo-small',
  apiKey: identities.agent.token,
  configuration: { baseURL: baseUrl, fetch: fetchFromNode },
});

const agent = new StateGraph(MessagesAnnotation)
  .addNode('assistant', async ({ messages }) => ({
    messages: [await model.bindTools(tools).invoke(messages)],
  }))
  .addNode('tools', new ToolNode(tools))
  .addEdge(START, 'assistant')
  .addConditionalEdges('assistant', toolsCondition)
  .addEdge('tools', 'assistant')
  .compile();

const stream = await agent.stream(
  { messages: [{ role: 'user', content: question }] },
  { streamMode: 'messages', configurable: { thread_id: `demo-${Date.now()}` } },
);
let last;
for await (const [chunk, { langgraph_node: node }] of stream) {
  if (chunk.id !== last) process.stdout.write(`${last === undefined ? '' : '\n'}[${node}] `);
  last = chunk.id;
  for (const { name, args } of chunk.tool_call_chunks ?? [])
    process.stdout.write(name ? `\n  ${name}` : args);
  process.stdout.write(chunk.text);
}
process.stdout.write('\n');
