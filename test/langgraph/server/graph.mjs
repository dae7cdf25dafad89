// Two graphs: one whose model is called through the gateway and may call a tool, and one that calls nothing.
import { AIMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { END, MessagesAnnotation, START, StateGraph, getConfig } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { z } from 'zod';

const weather = tool(({ city }) => `Sunny in ${city}.`, {
  name: 'get_weather',
  description: 'The weather in a city.',
  schema: z.object({ city: z.string() }),
});

/** Who calls, in words of the gateway: a client library of a model says nothing of the graph it is called from. */
function fetchFromNode(url, init) {
  const { configurable = {}, metadata = {} } = getConfig() ?? {};
  const headers = new Headers(init.headers);
  headers.set('x-sallyport-session', configurable.thread_id ?? '');
  headers.set('x-sallyport-graph', metadata.graph_id ?? '');
  headers.set('x-sallyport-node', metadata.langgraph_node ?? '');
  headers.set('x-sallyport-run', configurable.run_id ?? '');
  return fetch(url, { ...init, headers });
}

const model = new ChatOpenAI({
  model: process.env.MODEL_NAME,
  apiKey: process.env.MODEL_KEY,
  configuration: { baseURL: process.env.MODEL_BASE_URL, fetch: fetchFromNode },
  maxRetries: 0,
}).bindTools([weather]);

const assistant = async ({ messages }) => ({ messages: [await model.invoke(messages)] });

export const agent = new StateGraph(MessagesAnnotation)
  .addNode('assistant', assistant)
  .addNode('tools', new ToolNode([weather]))
  .addEdge(START, 'assistant')
  .addConditionalEdges('assistant', ({ messages }) =>
    messages.at(-1).tool_calls?.length > 0 ? 'tools' : END,
  )
  .addEdge('tools', 'assistant')
  .compile();

export const other = new StateGraph(MessagesAnnotation)
  .addNode('say', () => ({ messages: [new AIMessage('The other graph.')] }))
  .addEdge(START, 'say')
  .addEdge('say', END)
  .compile();
