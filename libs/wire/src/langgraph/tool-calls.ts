/** Calls of tools in a document: which there are, and the edits that take one out. */
import type { LocatedJson } from '../json/located-json.js';
import type { Edit } from '../json/splice.js';
import { stride } from '../json/tape.js';
import type { NodeId } from '../json/tape.js';
import type { ToolCall } from '../llm/operation.js';

export interface LocatedCall extends ToolCall {
  /** The element that is the call: of `tool_calls`, or a block of the content. */
  readonly node: NodeId;
}

const listNames = new Set(['tool_calls', 'invalid_tool_calls']);
const blockTypes = new Set(['tool_use', 'tool_call', 'server_tool_call', 'server_tool_use', 'function_call']);

/** Every call of the document, in its order; one that a message tells in two forms is there twice. */
export function callsIn(json: LocatedJson): readonly LocatedCall[] {
  const calls: LocatedCall[] = [];
  const seen = new Set<NodeId>();
  const add = (node: NodeId): void => {
    const read = seen.has(node) ? undefined : readCall(json, node);
    if (read === undefined) return;
    seen.add(node);
    calls.push(read);
  };
  for (let node = 0; node < json.tape.length; node += stride) {
    if (json.isName(node)) {
      if (listNames.has(json.text(node) ?? ''))
        for (const element of json.elements(node + stride)) add(element);
    } else if (json.isObject(node)) {
      const isBlock = blockTypes.has(json.text(json.member(node, 'type')) ?? '');
      if (isBlock || json.text(json.member(node, 'event')) === 'tool-started') add(node);
    }
  }
  return calls;
}

function idOf(json: LocatedJson, call: NodeId): string {
  for (const name of ['id', 'call_id', 'tool_call_id']) {
    const id = json.text(json.member(call, name));
    if (id !== undefined) return id;
  }
  return '';
}

/** JSON without white space; numbers keep their spelling. */
const compact = (text: string): string => text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');

function readCall(json: LocatedJson, node: NodeId): LocatedCall | undefined {
  const inner = json.member(node, 'function');
  const holder = inner ?? node;
  const name = json.text(json.member(holder, 'name') ?? json.member(holder, 'tool_name'));
  if (name === undefined || name === '') return undefined;
  const given =
    json.member(holder, 'args') ?? json.member(holder, 'arguments') ?? json.member(holder, 'input');
  return {
    node,
    id: idOf(json, node),
    name,
    arguments: given === undefined ? '{}' : (json.text(given) ?? compact(json.raw(given))),
  };
}

/** Each call once, as the operation tells them. */
export function toolsCalledIn(json: LocatedJson): readonly ToolCall[] {
  const calls = new Map<string, ToolCall>();
  for (const { id, name, arguments: given } of callsIn(json)) {
    const key = id === '' ? `${name} ${given}` : id;
    if (!calls.has(key)) calls.set(key, { id, name, arguments: given });
  }
  return [...calls.values()];
}

/** The document without the refused calls: gone from every form they are told in; a message left empty says why. */
export function withoutCalls(json: LocatedJson, refused: ReadonlyMap<string, string>): readonly Edit[] {
  const edits: Edit[] = [];
  for (const { node, id } of callsIn(json)) {
    if (refused.has(id)) edits.push({ kind: 'remove', node });
  }
  if (edits.length === 0) return edits;
  for (let node = 0; node < json.tape.length; node += stride) {
    if (!json.isObject(node)) continue;
    const content = json.member(node, 'content');
    if (content === undefined || json.text(content) !== '') continue;
    for (const element of json.elements(json.member(node, 'tool_calls'))) {
      const text = refused.get(json.text(json.member(element, 'id')) ?? '');
      if (text === undefined) continue;
      edits.push({ kind: 'text', node: content, text });
      break;
    }
  }
  return edits;
}
