/** A request to a LangGraph server, read: which graph runs on which thread with what, or what of its memory is touched. */
import type { LocatedJson } from '../json/located-json.js';
import { readJson } from '../json/read-json.js';
import type { NodeId } from '../json/tape.js';
import type { ReadDocument, Target } from '../llm/dialect.js';
import type { Operation, OperationKind, Unreadable } from '../llm/operation.js';
import { bodyLimits } from '../plain/body-limits.js';
import { collectTexts, withTexts } from '../plain/json-texts.js';
import { emptyOperation } from '../llm/empty-operation.js';
import { assistantOf, routeOf, threadOf } from './routes.js';
import type { Route } from './routes.js';
import { toolsCalledIn } from './tool-calls.js';

const unreadable = (where: string): Unreadable => ({ kind: 'unreadable', reason: 'NOT_THIS_DIALECT', where });

export function readRequest(target: Target, body: Uint8Array): ReadDocument | Unreadable {
  const route = routeOf(target);
  if (route === undefined) return unreadable('');
  const thread = threadOf(target.path);
  const blank: Operation = {
    ...emptyOperation('langgraph', route.kind),
    thread,
    assistant: assistantOf(target.path),
    isStreaming: route.stream !== 'none',
  };
  if (body.length === 0) {
    // A run without a body is the server's to refuse, except that no rule has read it.
    if (route.body !== 'other') return unreadable('');
    return { kind: 'read', operation: blank, apply: () => body };
  }
  const json = readJson(body, bodyLimits);
  if (json.kind === 'unreadable') return json;
  const said = say(json, route, blank);
  if ('reason' in said) return said;
  const texts = collectTexts(json, route.scope);
  const operation: Operation = { ...said, spans: texts.spans, toolsCalled: toolsCalledIn(json) };
  return { kind: 'read', operation, apply: (changes) => withTexts(json, texts, changes) };
}

function say(json: LocatedJson, route: Route, blank: Operation): Operation | Unreadable {
  switch (route.body) {
    case 'run':
      return json.isObject(json.root) ? sayRuns(json, [json.root], blank) : unreadable('');
    case 'runs': {
      const runs = [...json.elements(json.root)];
      if (runs.length === 0 || !runs.every((run) => json.isObject(run))) return unreadable('');
      const said = sayRuns(json, runs, blank);
      return 'reason' in said ? said : { ...said, items: runs.length };
    }
    case 'command':
      return sayCommand(json, blank);
    case 'other':
      return {
        ...blank,
        graph: json.text(json.member(json.root, 'graph_id')) ?? '',
        assistant: blank.assistant || (json.text(json.member(json.root, 'assistant_id')) ?? ''),
        thread: blank.thread === '' ? (json.text(json.member(json.root, 'thread_id')) ?? '') : blank.thread,
      };
  }
}

function sayRuns(json: LocatedJson, runs: readonly NodeId[], blank: Operation): Operation | Unreadable {
  if (!runs.every((run) => hasName(json, run))) return unreadable('/assistant_id');
  const assistants = runs.map((run) => json.text(json.member(run, 'assistant_id')) ?? '');
  const [assistant = ''] = assistants;
  return {
    ...blank,
    assistant,
    graph: graphOf(assistant),
    ...(runs.length > 1 ? { assistants } : {}),
    hasHiddenHistory: blank.thread !== '' || runs.some((run) => hasCheckpoint(json, run)),
  };
}

/** Changes of a schedule name no assistant; a name that is no text is none. */
const hasName = (json: LocatedJson, run: NodeId): boolean => {
  const assistant = json.member(run, 'assistant_id');
  return assistant === undefined || json.isString(assistant);
};

const hasCheckpoint = (json: LocatedJson, run: NodeId): boolean =>
  json.text(json.member(run, 'checkpoint_id')) !== undefined ||
  json.member(json.member(run, 'checkpoint'), 'checkpoint_id') !== undefined;

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Servers take a graph's name or the id of an assistant, and ids are UUIDs. */
export const graphOf = (assistant: string): string => (uuid.test(assistant) ? '' : assistant);

const commandKinds: Readonly<Record<string, OperationKind>> = {
  'run.start': 'graph-run',
  'input.respond': 'graph-run',
  'input.inject': 'graph-run',
  'state.fork': 'graph-run',
  'state.get': 'graph-read',
  'state.listCheckpoints': 'graph-read',
  'agent.getTree': 'graph-read',
  'subscription.subscribe': 'graph-read',
  'subscription.unsubscribe': 'graph-read',
  'subscription.reconnect': 'graph-read',
};

/** A command of the newer protocol (@langchain/protocol 0.0.16). A method that nobody knows may start anything: a run. */
function sayCommand(json: LocatedJson, blank: Operation): Operation | Unreadable {
  const method = json.text(json.member(json.root, 'method'));
  if (method === undefined) return unreadable('/method');
  const kind = Object.hasOwn(commandKinds, method) ? commandKinds[method] : undefined;
  const params = json.member(json.root, 'params');
  const assistant = json.text(json.member(params, 'assistant_id')) ?? '';
  return {
    ...blank,
    kind: kind ?? 'graph-run',
    assistant,
    graph: graphOf(assistant),
    hasHiddenHistory: (kind ?? 'graph-run') === 'graph-run',
  };
}
