/** Where text stands in a request to messages or to count_tokens, and in their answers (docs.claude.com/en/api/messages). */
import { toolSchema } from '../../json/schema-shape.js';
import { free, id, listOf, object, strings, word } from '../../json/text-shape.js';
import type { Shape } from '../../json/text-shape.js';
import type { Position } from '../operation.js';
import { answerContent, cacheControl, content } from './blocks-shape.js';

const positionsByRole = new Map<string, Position>([
  ['user', 'user'],
  ['assistant', 'assistant'],
  ['system', 'system'],
]);

const messages = new Map(
  Array.from(positionsByRole.values(), (position) => [
    position,
    object(position, { role: word, content: content(position), cache_control: cacheControl }, free(position)),
  ]),
);

/** Of a role nobody documented nothing good is assumed: it is read as what a user says. */
const message: Shape = {
  position: 'user',
  choose: (json, node) => {
    const role = json.text(json.member(node, 'role')) ?? '';
    return messages.get(positionsByRole.get(role) ?? 'user') ?? free('user');
  },
};

const text = free('tool-definition');
/** Tools of the client, of the service (`bash_20250124`), and sets of a tool server. */
const tool = object(
  'tool-definition',
  {
    type: word,
    name: text,
    description: text,
    input_schema: toolSchema,
    strict: word,
    cache_control: cacheControl,
    mcp_server_name: text,
    max_uses: word,
    allowed_domains: text,
    blocked_domains: text,
    user_location: free('metadata'),
    allowed_callers: word,
    defer_loading: word,
    input_examples: text,
    display_width_px: word,
    display_height_px: word,
    display_number: word,
  },
  text,
);

const mcpServer = object('metadata', {
  type: word,
  name: text,
  url: text,
  /** A credential that is meant for the tool server. */
  authorization_token: free('metadata'),
  tool_configuration: object('metadata', { enabled: word, allowed_tools: text }),
});

export const messagesRequest = object('metadata', {
  model: word,
  messages: listOf(message),
  system: content('system'),
  max_tokens: word,
  metadata: object('metadata', { user_id: free('metadata') }),
  stop_sequences: free('metadata'),
  stream: word,
  temperature: word,
  top_k: word,
  top_p: word,
  service_tier: word,
  container: { ...object('metadata', { id, skills: free('metadata') }), string: 'id' },
  cache_control: cacheControl,
  inference_geo: word,
  thinking: object('metadata', { type: word, budget_tokens: word, display: word }),
  output_config: object('metadata', {
    effort: word,
    format: object('tool-definition', { type: word, schema: toolSchema }),
  }),
  output_format: object('tool-definition', { type: word, schema: toolSchema }),
  tools: listOf(tool),
  tool_choice: object('metadata', { type: word, name: text, disable_parallel_tool_use: word }),
  mcp_servers: listOf(mcpServer),
});

const counts = (...names: readonly string[]): Shape =>
  object('metadata', Object.fromEntries(names.map((name) => [name, word])));

const answer = (isJson: boolean): Shape =>
  object('metadata', {
    id,
    type: word,
    role: word,
    model: word,
    content: answerContent(isJson),
    stop_reason: word,
    stop_sequence: free('metadata'),
    stop_details: free('metadata'),
    input_tokens: word,
    container: object('metadata', { id, expires_at: free('metadata') }),
    usage: object(
      'metadata',
      {
        input_tokens: word,
        output_tokens: word,
        cache_creation_input_tokens: word,
        cache_read_input_tokens: word,
        cache_creation: counts('ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens'),
        server_tool_use: counts('web_search_requests', 'web_fetch_requests'),
        output_tokens_details: counts('thinking_tokens'),
        service_tier: word,
        inference_geo: word,
      },
      strings('metadata'),
    ),
  });
export const messagesAnswer = answer(false);
export const messagesJsonAnswer = answer(true);
