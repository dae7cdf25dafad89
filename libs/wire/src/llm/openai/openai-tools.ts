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

/** Lists of tools: `tools`, the older `functions`, and those that items of the input add. */
function toolLists(json: LocatedJson): readonly NodeId[] {
  const items = json.elements(json.member(json.root, 'input'));
  return [
    json.member(json.root, 'tools'),
    json.member(json.root, 'functions'),
    ...items.map((item) => json.member(item, 'tools')),
  ].filter((list) => list !== undefined);
}

/** All tools of a request. A namespace stands for the tools in it. */
const openaiTools = (json: LocatedJson): OfferedTool[] =>
  toolLists(json).flatMap((list) =>
    toolsIn(json, list, openaiToolName).flatMap((tool) => {
      const inner = json.member(tool.node, 'tools');
      if (inner === undefined) return [tool];
      return toolsIn(json, inner, openaiToolName).map((each) => ({ ...each, holder: tool.node }));
    }),
  );

/** The service's own search, which chat completions ask for by a member of its own. */
const search = 'web_search';
const searchMember = 'web_search_options';

export function openaiToolNames(json: LocatedJson): readonly string[] {
  const names = namesOf(openaiTools(json));
  const searches = json.member(json.root, searchMember) !== undefined;
  return searches && !names.includes(search) ? [...names, search] : names;
}

/** Without tools the members that speak of them are refused by the service. */
export function withholdOpenaiTools(json: LocatedJson, names: ReadonlySet<string>): Edit[] {
  const searching = names.has(search) ? removeMembers(json, json.root, searchMember) : [];
  const { edits: removals, isEmpty } = withhold(openaiTools(json), names);
  if (removals.length === 0) return searching;
  const gone = new Set(removals.map((edit) => ('node' in edit ? edit.node : -1)));
  /** Lists of which only namespaces were left, and those went too. */
  const empty = toolLists(json).filter((list) => json.elements(list).every((tool) => gone.has(tool)));
  const edits: Edit[] = [...searching, ...removals, ...empty.map((node): Edit => ({ kind: 'remove', node }))];
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
