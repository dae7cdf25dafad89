/** Where text stands in the items of a response's input and output (platform.openai.com/docs/api-reference/responses). */
import type { LocatedJson } from '../../json/located-json.js';
import type { NodeId } from '../../json/tape.js';
import { binary, free, id, json, listOf, object, silent, word } from '../../json/text-shape.js';
import type { Shape } from '../../json/text-shape.js';
import type { Position } from '../operation.js';
import { positionOfRole } from './chat-shape.js';
import { responseTool } from './tool-shapes.js';

/** Members that every kind of item may have. */
const frame: Readonly<Record<string, Shape>> = {
  type: word,
  id,
  call_id: id,
  status: word,
  role: word,
  phase: word,
  execution: word,
  async: word,
  container_id: id,
  approval_request_id: id,
};

const item = (position: Position, members: Readonly<Record<string, Shape>> = {}): Shape =>
  object(position, { ...frame, ...members }, free(position));

/** A part of a message or of a tool's result: text, refusal, image, file, audio. */
const part = (position: Position, text: Shape): Shape =>
  object(
    position,
    {
      type: word,
      text,
      refusal: free(position),
      annotations: free(position),
      /** Repeats the text token by token; it goes when the text changes. */
      logprobs: silent,
      image_url: binary(position),
      detail: word,
      file_id: id,
      file_data: binary(position),
      file_url: free(position),
      filename: free('file-name'),
      data: binary(position),
      format: word,
      prompt_cache_breakpoint: object('metadata', { type: word, mode: word, ttl: word }),
    },
    free(position),
  );

/** A string, or parts. */
const content = (position: Position, text: Shape = free(position)): Shape => ({
  ...part(position, text),
  items: part(position, text),
});

const messages = new Map<Position, Shape>(
  (['system', 'developer', 'user', 'assistant', 'tool-result'] as const).map((position) => [
    position,
    item(position, { content: content(position) }),
  ]),
);
const jsonMessage = item('assistant', { content: content('assistant', json('assistant')) });

const call: Readonly<Record<string, Shape>> = {
  name: free('tool-call'),
  namespace: free('tool-call'),
  server_label: free('tool-call'),
  arguments: json('tool-call'),
  input: free('tool-call'),
  code: free('tool-call'),
  queries: free('tool-call'),
  action: free('tool-call'),
  operation: free('tool-call'),
  output: free('tool-result'),
  outputs: free('tool-result'),
  results: free('tool-result'),
  result: binary('assistant'),
  error: free('tool-result'),
};
const calls = item('tool-call', call);
const outputs = item('tool-result', { output: content('tool-result'), tools: listOf(responseTool) });
const tools = item('tool-definition', { tools: listOf(responseTool) });
const reasoningPart = listOf(object('reasoning', { type: word, text: free('reasoning') }, free('reasoning')));
const reasoning = item('reasoning', {
  summary: reasoningPart,
  content: reasoningPart,
  encrypted_content: binary('reasoning'),
});
const compaction = item('metadata', { encrypted_content: binary('metadata') });
const other = item('user', { content: content('user'), tools: listOf(responseTool) });

/** Every item that asks for something to be done ends in `_call`; what asks for leave first is one too. */
export const isCallType = (type: string): boolean =>
  type.endsWith('_call') || type === 'mcp_approval_request';

/** Of items that nobody documented, what has a name and something to be called with is a call. */
export function isCallItem(json: LocatedJson, item: NodeId): boolean {
  const type = json.text(json.member(item, 'type')) ?? '';
  if (isCallType(type)) return true;
  if (type.endsWith('_output') || json.text(json.member(item, 'name')) === undefined) return false;
  return ['arguments', 'input'].some((name) => json.member(item, name) !== undefined);
}

function shapeOfType(type: string, role: string | undefined, isJson: boolean): Shape {
  if (type === 'message' || (type === '' && role !== undefined)) {
    const position = positionOfRole(role);
    return isJson && position === 'assistant' ? jsonMessage : (messages.get(position) ?? other);
  }
  if (isCallType(type)) return calls;
  if (type.endsWith('_output') || type === 'mcp_approval_response') return outputs;
  if (type === 'mcp_list_tools' || type === 'additional_tools') return tools;
  if (type === 'reasoning') return reasoning;
  if (type.startsWith('compaction') || type === 'item_reference') return compaction;
  return other;
}

const itemShape = (isJson: boolean): Shape => ({
  position: 'user',
  choose: (body, node) =>
    shapeOfType(body.text(body.member(node, 'type')) ?? '', body.text(body.member(node, 'role')), isJson),
});

/** Items in their order; a text in their place is the user's. */
export const responseItems: Shape = { position: 'user', items: itemShape(false) };
/** Items of an answer that was asked to be JSON. */
export const responseJsonItems: Shape = { position: 'user', items: itemShape(true) };
export const responsePart: Shape = part('user', free('user'));
