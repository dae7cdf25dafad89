/** Messages in inputs, states and frames, in every form LangChain writes them: whose words they are, and what stands in them. */
import type { LocatedJson } from '../json/located-json.js';
import type { NodeId } from '../json/tape.js';
import type { Position } from '../llm/operation.js';
import { isIdentifierText } from './identifier.js';
import { everyString, everything } from '../plain/json-texts.js';
import type { Scope } from '../plain/json-texts.js';

const roles: Readonly<Record<string, Position>> = {
  human: 'user',
  user: 'user',
  HumanMessage: 'user',
  ai: 'assistant',
  assistant: 'assistant',
  AIMessage: 'assistant',
  system: 'system',
  SystemMessage: 'system',
  developer: 'developer',
  tool: 'tool-result',
  ToolMessage: 'tool-result',
  function: 'tool-result',
  FunctionMessage: 'tool-result',
};

export const positionOfRole = (role: string | undefined): Position | undefined => {
  if (role === undefined) return undefined;
  const name = role.endsWith('Chunk') ? role.slice(0, -'Chunk'.length) : role;
  return Object.hasOwn(roles, name) ? roles[name] : undefined;
};

/** What a dictionary needs to be a message: a role, and something said. Stored ones keep it under `data` or `kwargs`. */
const saying = ['content', 'tool_calls', 'data', 'kwargs'] as const;

/** Whose words the message is; undefined for what is none. */
export function positionOfMessage(json: LocatedJson, object: NodeId): Position | undefined {
  if (!saying.some((name) => json.member(object, name) !== undefined)) return undefined;
  const role =
    positionOfRole(json.text(json.member(object, 'role'))) ??
    positionOfRole(json.text(json.member(object, 'type')));
  if (role !== undefined) return role;
  // Serialised by class: {"lc":1,"type":"constructor","id":["langchain_core","messages","HumanMessage"],"kwargs":{…}}
  let last: string | undefined;
  for (const part of json.elements(json.member(object, 'id'))) last = json.text(part);
  return positionOfRole(last);
}

/** Identifiers are what clients join messages by; whatever does not look like one is read. */
const isIdentifier = (json: LocatedJson, value: NodeId): boolean => {
  const text = json.text(value);
  return text === undefined ? json.isArray(value) : isIdentifierText(text);
};

const metadata = everything('metadata');
/** What the model's service says of its work: tokens, times, probabilities. */
const accounts = everyString('metadata');
const reasoning = everything('reasoning');
const fileName = everything('file-name');
const toolResult = everything('tool-result');
const toolArguments = everything('tool-call', true);

/** Calls of tools, in LangChain's form, OpenAI's and Anthropic's. A string under these names holds JSON. */
const call: Scope = {
  position: 'tool-call',
  isJson: false,
  inside: (json) => (step, value) => {
    switch (step) {
      case 'args':
      case 'arguments':
      case 'input':
      case 'partial_json':
        return json.isString(value) ? toolArguments : everything('tool-call');
      case 'id':
      case 'tool_call_id':
      case 'type':
      case 'index':
        return isIdentifier(json, value) ? undefined : call;
      default:
        return call;
    }
  },
};

const blockPosition = (type: string, position: Position): Scope => {
  if (/reasoning|thinking/.test(type)) return reasoning;
  if (/tool_result|tool_output/.test(type)) return toolResult;
  if (/tool_use|tool_call|function_call|input_json/.test(type)) return call;
  const isMedia = /image|audio|video/.test(type);
  const scope: Scope = {
    position,
    isJson: false,
    inside: (json) => (step, value) => {
      switch (step) {
        case 'type':
        case 'id':
        case 'index':
          return isIdentifier(json, value) ? undefined : scope;
        case 'filename':
        case 'file_name':
          return fileName;
        case 'data':
        case 'base64':
          return isMedia && json.isString(value) ? undefined : scope;
        default:
          return scope;
      }
    },
  };
  return scope;
};

function content(position: Position): Scope {
  const scope: Scope = {
    position,
    isJson: false,
    inside: (json, container) => {
      if (json.isArray(container)) return () => scope;
      const block = blockPosition(json.text(json.member(container, 'type')) ?? '', position);
      return block.inside(json, container);
    },
  };
  return scope;
}

const extras: Scope = {
  position: 'metadata',
  isJson: false,
  inside: () => (step) => {
    if (step === 'tool_calls' || step === 'function_call') return call;
    return typeof step === 'string' && /reasoning|thinking/.test(step) ? reasoning : metadata;
  },
};

/** What stands in a message of this position. */
export function message(position: Position): Scope {
  const scope: Scope = {
    position,
    isJson: false,
    inside: (json) => (step, value) => {
      switch (step) {
        case 'content':
          return content(position);
        case 'tool_calls':
        case 'invalid_tool_calls':
        case 'tool_call_chunks':
        case 'function_call':
          return call;
        case 'additional_kwargs':
          return extras;
        case 'reasoning_content':
          return reasoning;
        case 'response_metadata':
        case 'usage_metadata':
          return accounts;
        case 'name':
          return metadata;
        case 'id':
        case 'type':
        case 'role':
        case 'tool_call_id':
        case 'status':
        case 'chunk_position':
          return isIdentifier(json, value) ? undefined : metadata;
        default:
          return scope;
      }
    },
  };
  return scope;
}
