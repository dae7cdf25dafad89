/** Tools of messages: those a request offers, the calls that blocks make, and how either is taken out. */
import type { LocatedJson } from '../../json/located-json.js';
import type { Edit } from '../../json/splice.js';
import type { NodeId } from '../../json/tape.js';
import { removeMembers, toolsIn, withhold } from '../offered-tools.js';
import type { OfferedTool } from '../offered-tools.js';
import type { ToolCall } from '../operation.js';

/** The name policy goes by: the tool's own; of a tool server, and of the set of its tools, `mcp:<server>`. */
function toolName(json: LocatedJson, tool: NodeId): string {
  const server = json.text(json.member(tool, 'mcp_server_name'));
  if (server !== undefined) return `mcp:${server}`;
  return json.text(json.member(tool, 'name')) ?? json.text(json.member(tool, 'type')) ?? '';
}

export const offeredTools = (json: LocatedJson): OfferedTool[] => [
  ...toolsIn(json, json.member(json.root, 'tools'), toolName),
  ...toolsIn(
    json,
    json.member(json.root, 'mcp_servers'),
    (body, server) => `mcp:${body.text(body.member(server, 'name')) ?? ''}`,
  ),
];

/** A choice of a tool that is gone falls back to the default. */
export function withholdTools(json: LocatedJson, names: ReadonlySet<string>): Edit[] {
  const { edits, isEmpty } = withhold(offeredTools(json), names);
  if (edits.length === 0) return [];
  const chosen = json.text(json.at(['tool_choice', 'name']));
  const isGone = isEmpty || (chosen !== undefined && names.has(chosen));
  return isGone ? [...edits, ...removeMembers(json, json.root, 'tool_choice')] : [...edits];
}

/** Every block that asks for something to be done ends in `_use`; of others what has a name and an input is one. */
export const isCall = (json: LocatedJson, block: NodeId): boolean =>
  json.text(json.member(block, 'type'))?.endsWith('_use') === true ||
  (json.member(block, 'input') !== undefined && json.text(json.member(block, 'name')) !== undefined);

export function callsOfContent(json: LocatedJson, content: NodeId | undefined): ToolCall[] {
  const calls: ToolCall[] = [];
  for (const block of json.elements(content)) {
    if (!isCall(json, block)) continue;
    const input = json.member(block, 'input');
    calls.push({
      id: json.text(json.member(block, 'id')) ?? '',
      name: json.text(json.member(block, 'name')) ?? '',
      arguments: input === undefined ? '' : json.raw(input),
    });
  }
  return calls;
}

/** A text stands where the call stood. Without another call of the client's tools the turn has ended. */
export function withoutCall(json: LocatedJson, id: string, message: string): Edit[] {
  const edits: Edit[] = [];
  let isLeft = false;
  for (const block of json.elements(json.member(json.root, 'content'))) {
    if (!isCall(json, block)) continue;
    if ((json.text(json.member(block, 'id')) ?? '') === id) {
      edits.push({ kind: 'value', node: block, value: { type: 'text', text: message } });
    } else {
      isLeft ||= json.text(json.member(block, 'type')) === 'tool_use';
    }
  }
  const reason = json.member(json.root, 'stop_reason');
  if (edits.length > 0 && !isLeft && reason !== undefined && json.text(reason) === 'tool_use') {
    edits.push({ kind: 'value', node: reason, value: 'end_turn' });
  }
  return edits;
}
