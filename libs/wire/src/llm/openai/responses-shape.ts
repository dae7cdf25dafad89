/** Where text stands in a response's request and answer; the answer repeats much of the request. */
import { toolSchema } from '../../json/schema-shape.js';
import { free, id, listOf, named, object, word } from '../../json/text-shape.js';
import type { Shape } from '../../json/text-shape.js';
import { usage } from './chat-shape.js';
import { responseItems, responseJsonItems, responsePart } from './responses-items-shape.js';
import { responseTool, responseToolChoice } from './tool-shapes.js';

const settings = Object.fromEntries(
  [
    'model',
    'object',
    'status',
    'created_at',
    'completed_at',
    'background',
    'max_output_tokens',
    'max_tool_calls',
    'parallel_tool_calls',
    'prompt_cache_retention',
    'service_tier',
    'store',
    'stream',
    'temperature',
    'top_logprobs',
    'top_p',
    'truncation',
    'include',
    'input_tokens',
    'has_more',
    'deleted',
  ].map((name) => [name, word]),
);

const shared: Readonly<Record<string, Shape>> = {
  ...settings,
  /** A text here is the system's; items have roles of their own. */
  instructions: { ...responseItems, position: 'system' },
  previous_response_id: id,
  conversation: { ...object('metadata', { id }), string: 'id' },
  prompt: object('metadata', { id, version: word, variables: named(responsePart) }),
  metadata: free('metadata'),
  user: free('metadata'),
  safety_identifier: free('metadata'),
  prompt_cache_key: free('metadata'),
  reasoning: object('metadata', { effort: word, summary: word, generate_summary: word }),
  stream_options: object('metadata', { include_obfuscation: word }),
  text: object('tool-definition', {
    verbosity: word,
    format: object('tool-definition', {
      type: word,
      name: free('tool-definition'),
      description: free('tool-definition'),
      schema: toolSchema,
      strict: word,
    }),
  }),
  tools: listOf(responseTool),
  tool_choice: responseToolChoice,
};

export const responsesRequest = object('metadata', { ...shared, input: responseItems });

const answer = (items: Shape): Shape =>
  object('metadata', {
    ...shared,
    id,
    output: items,
    /** What the service keeps of the input, when it is asked for it. */
    data: items,
    first_id: id,
    last_id: id,
    usage,
    error: object('metadata', { code: word, message: free('assistant') }),
    incomplete_details: object('metadata', { reason: word }),
  });
export const responsesAnswer = answer(responseItems);
export const responsesJsonAnswer = answer(responseJsonItems);
