/** Data of a graph (inputs, states, updates): the caller's own shapes, with messages anywhere in them. */
import type { LocatedJson } from '../json/located-json.js';
import { isProtocol } from '../json/string-rules.js';
import type { NodeId } from '../json/tape.js';
import type { Position } from '../llm/operation.js';
import { everyString, everything } from '../plain/json-texts.js';
import type { Scope } from '../plain/json-texts.js';
import { message, positionOfMessage, positionOfRole } from './message.js';

export function data(position: Position, more: Pick<Scope, 'ownNames'> = {}): Scope {
  const scope: Scope = {
    ...more,
    position,
    isJson: false,
    inside: (json, container) => {
      if (json.isArray(container)) {
        const role = roleOfPair(json, container);
        return role === undefined ? () => scope : (step) => (step === 0 ? undefined : everything(role));
      }
      const role = positionOfMessage(json, container);
      return role === undefined ? () => scope : message(role).inside(json, container);
    },
  };
  return scope;
}

/** What a caller gives to a graph has names of his own; those of messages, and of the list of them, are LangChain's. */
const ownNames: Scope['ownNames'] = (json, object) =>
  positionOfMessage(json, object) === undefined ? (name) => name !== 'messages' : () => false;

/** `["user", "text"]`: a message as LangChain lets callers write it. */
function roleOfPair(json: LocatedJson, array: NodeId): Position | undefined {
  const [role, text, more] = json.elements(array);
  if (role === undefined || text === undefined || more !== undefined || !json.isString(text))
    return undefined;
  return positionOfRole(json.text(role));
}

const metadata = everything('metadata');
const system = everything('system');
const userData = data('user', { ownNames });
const givenState = data('state', { ownNames });
const stateData = data('state');

/** Names under which configurations carry a prompt. */
const promptName = /^system_?(prompt|message|instructions?)?$/i;

/** `config`, `configurable` and `context`: parameters of a run, among them the graph's own prompts. */
const parameters: Scope = {
  position: 'metadata',
  isJson: false,
  inside: () => (step) => (typeof step === 'string' && promptName.test(step) ? system : parameters),
};

const goto: Scope = {
  position: 'metadata',
  isJson: false,
  inside: () => (step) => (step === 'input' ? givenState : goto),
};

export const command: Scope = {
  position: 'metadata',
  isJson: false,
  inside: () => (step) => {
    if (step === 'resume') return userData;
    if (step === 'update') return givenState;
    return step === 'goto' ? goto : metadata;
  },
};

/** Which run, on what: the server finds these, nobody reads them as text, as long as they look like it. */
const addresses = new Set<string | number>([
  'assistant_id',
  'thread_id',
  'checkpoint_id',
  'run_id',
  'interrupt_id',
]);

const isAddress = (json: LocatedJson, value: NodeId): boolean => {
  const text = json.text(value);
  return text !== undefined && (isProtocol('id', text) || isProtocol('word', text));
};

/** Commands are counted; answers name the count. */
const commandId = everyString('metadata');

/** A run: its body, the elements of a batch, a schedule, and `params` of a command that starts or resumes one. */
export const run: Scope = {
  position: 'metadata',
  isJson: false,
  inside: (json, container) => (step, value) => {
    if (json.isArray(container)) return run;
    if (addresses.has(step)) return isAddress(json, value) ? undefined : metadata;
    switch (step) {
      case 'id':
        return json.member(container, 'method') === undefined ? metadata : commandId;
      case 'input':
      case 'response':
      case 'message':
        return userData;
      case 'params':
      case 'responses':
        return run;
      case 'command':
        return command;
      case 'config':
      case 'context':
        return parameters;
      default:
        return metadata;
    }
  },
};

/** A thread that is made or changed, with the steps it begins with; an assistant, with its configuration; written state. */
export const written: Scope = {
  position: 'metadata',
  isJson: false,
  inside: (json) => (step, value) => {
    if (addresses.has(step) || step === 'graph_id') return isAddress(json, value) ? undefined : metadata;
    switch (step) {
      case 'values':
      case 'value':
        return givenState;
      case 'command':
        return command;
      case 'config':
      case 'context':
        return parameters;
      case 'metadata':
        return metadata;
      default:
        return written;
    }
  },
};

export const search = everything('query');

/** What the server answers and streams: state, but for what it says about runs and threads. */
export const answered: Scope = {
  position: 'state',
  isJson: false,
  inside: (json, container) => {
    const isPlainArray = json.isArray(container) && roleOfPair(json, container) === undefined;
    if (isPlainArray) return () => answered;
    if (!json.isObject(container) || positionOfMessage(json, container) !== undefined)
      return stateData.inside(json, container);
    return (step) => {
      if (step === 'metadata' || step === 'config' || step === 'configurable' || step === 'context')
        return metadata;
      return answered;
    };
  },
};
