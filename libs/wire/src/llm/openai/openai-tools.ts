/** Tools of chat completions and responses: functions, free-text tools, the service's own, and servers of tools (MCP). */
import type { LocatedJson } from '../../json/located-json.js';
import type { Edit } from '../../json/splice.js';
import type { NodeId } from '../../json/tape.js';
import { namesOf, removeMembers, toolsIn, withhold } from '../offered-tools.js';
import type { OfferedTool } from '../offered-tools.js';

/**
 * The name policy goes by: of a function or free-text tool its own, of a tool server `mcp:<label>`, of a tool of the
 * service its type (`web_search`). Chat completions write the name one level deeper than responses.
 */
export function openaiToolName(json: LocatedJson, tool: NodeId): string {
  const label = json.text(json.member(tool, 'server_label'));
  if (label !== undefined) return `mcp:${label}`;
  for (const holder of [json.member(tool, 'function'), json.member(tool, 'custom'), tool]) {
    const name = json.text(json.member(holder, 'name'));
    if (name !== undefined) return name;
  }
  return json.text(json.member(tool, 'type')) ?? '';
}

/** All tools of a request: `tools`, the older `functions`, tools of namespaces, and tools that items of the input add. */
export function openaiTools(json: LocatedJson): OfferedTool[] {
  const lists = [json.member(json.root, 'tools'), json.member(json.root, 'functions')];
  for (const item of json.elements(json.member(json.root, 'input'))) lists.push(json.member(item, 'tools'));
  return lists.flatMap((list) => listed(json, list));
}

/** A namespace stands for the tools in it. */
function listed(json: LocatedJson, list: NodeId | undefined): OfferedTool[] {
  return toolsIn(json, list, openaiToolName).flatMap((tool) => {
    const inner = json.member(tool.node, 'tools');
    return inner === undefined ? [tool] : toolsIn(json, inner, openaiToolName);
  });
}

export const openaiToolNames = (json: LocatedJson): readonly string[] => namesOf(openaiTools(json));

/** Without tools the members that speak of them are refused by the service. */
export function withholdOpenaiTools(json: LocatedJson, names: ReadonlySet<string>): Edit[] {
  const { edits, isEmpty } = withhold(openaiTools(json), names);
  if (edits.length === 0) return [];
  if (isEmpty) {
    return [
      ...edits,
      ...removeMembers(json, json.root, 'tool_choice', 'function_call', 'parallel_tool_calls'),
    ];
  }
  return [
    ...edits,
    ...choiceWithout(json, 'tool_choice', names),
    ...choiceWithout(json, 'function_call', names),
  ];
}

/** A choice of a tool that is gone falls back to the default; a list of allowed tools loses it. */
function choiceWithout(json: LocatedJson, member: string, names: ReadonlySet<string>): Edit[] {
  const choice = json.member(json.root, member);
  if (choice === undefined || !json.isObject(choice)) return [];
  const allowed = json.member(json.member(choice, 'allowed_tools') ?? choice, 'tools');
  if (allowed === undefined) {
    return names.has(openaiToolName(json, choice)) ? [{ kind: 'remove', node: choice }] : [];
  }
  const { edits, isEmpty } = withhold(toolsIn(json, allowed, openaiToolName), names);
  return isEmpty ? [{ kind: 'remove', node: choice }] : [...edits];
}
