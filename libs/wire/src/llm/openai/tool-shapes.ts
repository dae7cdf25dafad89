/** Tools and the choice of one, as responses write them: a level flatter than chat completions, and more kinds. */
import { toolSchema } from '../../json/schema-shape.js';
import { free, listOf, object, word } from '../../json/text-shape.js';
import type { Shape } from '../../json/text-shape.js';

const text = free('tool-definition');
const members: Readonly<Record<string, Shape>> = {
  type: word,
  name: text,
  description: text,
  parameters: toolSchema,
  output_schema: toolSchema,
  strict: word,
  async: word,
  defer_loading: word,
  allowed_callers: word,
  server_label: text,
  server_description: text,
  server_url: text,
  connector_id: word,
  allowed_tools: text,
  require_approval: { ...text, string: 'word' },
  /** Credentials of a tool server, given to the service. */
  authorization: free('metadata'),
  headers: free('metadata'),
  search_context_size: word,
  user_location: free('metadata'),
  filters: free('metadata'),
};

const inner = object('tool-definition', members, text);

/** A namespace has tools in it. */
export const responseTool = object('tool-definition', { ...members, tools: listOf(inner) }, text);

/** `auto` and the like, or the tool to be called, or the tools that may be. */
export const responseToolChoice: Shape = {
  ...object('tool-definition', {
    type: word,
    mode: word,
    name: text,
    server_label: text,
    tools: listOf(inner),
  }),
  string: 'word',
};
