/**
 * The paths of a LangGraph server and what each asks for: as version 2.0.0 of its API package serves them, as the client
 * libraries for JavaScript (2.0.0) and Python (0.4.14) call them, and the commands and event streams of @langchain/protocol.
 */
import type { Target } from '../llm/dialect.js';
import type { OperationKind } from '../llm/operation.js';
import type { Scope } from '../plain/json-texts.js';
import { run, search, written } from './data.js';

export interface Route {
  readonly kind: OperationKind;
  /** Of the answer. `events`: the newer protocol's; `frames`: the older one's. */
  readonly stream: 'none' | 'frames' | 'events';
  /** How the body is read. */
  readonly body: 'run' | 'runs' | 'command' | 'other';
  readonly scope: Scope;
}

const route = (
  kind: OperationKind,
  scope: Scope,
  stream: Route['stream'] = 'none',
  body: Route['body'] = 'other',
): Route => ({ kind, scope, stream, body });

const read = route('graph-read', search);
const readFrames = route('graph-read', search, 'frames');
const readEvents = route('graph-read', search, 'events');
const write = route('graph-state', written);
const start = route('graph-run', run, 'none', 'run');
const startFrames = route('graph-run', run, 'frames', 'run');
const startMany = route('graph-run', run, 'none', 'runs');
const schedule = route('graph-schedule', run, 'none', 'run');
const schedules = route('graph-schedule', search);
const stored = route('store', written);
const storeSearch = route('store', search);

/** `*` stands for one segment. Literal rows stand before those they would match. */
const rows: readonly (readonly [methods: string, path: string, route: Route])[] = [
  ['GET', '/ok', read],
  ['GET', '/info', read],
  ['POST', '/assistants', write],
  ['POST', '/assistants/search', read],
  ['POST', '/assistants/count', read],
  ['GET', '/assistants/*', read],
  ['PATCH DELETE', '/assistants/*', write],
  ['GET', '/assistants/*/graph', read],
  ['GET', '/assistants/*/schemas', read],
  ['GET', '/assistants/*/subgraphs', read],
  ['GET', '/assistants/*/subgraphs/*', read],
  ['POST', '/assistants/*/versions', read],
  ['POST', '/assistants/*/latest', write],
  ['POST', '/threads', write],
  ['POST', '/threads/search', read],
  ['POST', '/threads/count', read],
  ['POST', '/threads/prune', write],
  ['POST', '/threads/state/bulk', write],
  ['GET', '/threads/*', read],
  ['PATCH DELETE', '/threads/*', write],
  ['POST', '/threads/*/copy', write],
  ['GET', '/threads/*/state', read],
  ['POST PATCH', '/threads/*/state', write],
  ['POST', '/threads/*/state/checkpoint', read],
  ['GET', '/threads/*/state/*', read],
  ['GET POST', '/threads/*/history', read],
  ['GET', '/threads/*/stream', readFrames],
  ['POST', '/threads/*/stream', readEvents],
  ['GET POST', '/threads/*/stream/events', readEvents],
  ['POST', '/threads/*/commands', route('graph-run', run, 'none', 'command')],
  ['POST', '/runs', start],
  ['POST', '/runs/stream', startFrames],
  ['POST', '/runs/wait', start],
  ['POST', '/runs/batch', startMany],
  ['POST', '/runs/cancel', write],
  ['POST', '/runs/crons', schedule],
  ['POST', '/runs/crons/search', schedules],
  ['POST', '/runs/crons/count', schedules],
  ['PATCH', '/runs/crons/*', schedule],
  ['DELETE', '/runs/crons/*', schedules],
  ['GET', '/runs/*/stream', readFrames],
  ['GET', '/threads/*/runs', read],
  ['POST', '/threads/*/runs', start],
  ['POST', '/threads/*/runs/stream', startFrames],
  ['POST', '/threads/*/runs/wait', start],
  ['POST', '/threads/*/runs/crons', schedule],
  ['GET', '/threads/*/runs/*', read],
  ['DELETE', '/threads/*/runs/*', write],
  ['GET', '/threads/*/runs/*/join', read],
  ['GET', '/threads/*/runs/*/stream', readFrames],
  ['POST', '/threads/*/runs/*/cancel', write],
  ['GET PUT DELETE', '/store/items', stored],
  ['POST', '/store/items/search', storeSearch],
  ['POST', '/store/namespaces', storeSearch],
];

const table = rows.map(([methods, path, to]) => ({
  methods: new Set(methods.split(' ')),
  segments: path.slice(1).split('/'),
  to,
}));

export function routeOf({ method, path }: Target): Route | undefined {
  const asked = method === 'HEAD' ? 'GET' : method;
  const segments = path.replace(/^\/+|\/+$/g, '').split('/');
  for (const { methods, segments: wanted, to } of table) {
    if (wanted.length !== segments.length || !methods.has(asked)) continue;
    if (wanted.every((part, index) => (part === '*' ? segments[index] !== '' : part === segments[index])))
      return to;
  }
  return undefined;
}

/** Names that stand where a thread's id would. */
const notThreads = new Set(['search', 'count', 'prune', 'state']);

/** Names that stand where an assistant's id would. */
const notAssistants = new Set(['search', 'count']);

/** Thread that the path names; empty where it names none. */
export function threadOf(path: string): string {
  return namedIn(path, 'threads', notThreads);
}

/** Assistant that the path names; empty where it names none. */
export function assistantOf(path: string): string {
  return namedIn(path, 'assistants', notAssistants);
}

function namedIn(path: string, resource: string, words: ReadonlySet<string>): string {
  const [first, second] = path.replace(/^\/+/, '').split('/');
  if (first !== resource || second === undefined || words.has(second)) return '';
  try {
    return decodeURIComponent(second);
  } catch {
    return second;
  }
}
