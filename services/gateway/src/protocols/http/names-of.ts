/** Names of the graphs and collections that a request means by an id: policy lists names. */
import type { Target } from '@sallyport/wire/llm/dialect';
import type { Operation } from '@sallyport/wire/llm/operation';
import type { ConnectionInForce } from '../../core/ports/policy-in-force.js';
import type { UpstreamNames } from '../../core/ports/upstream-names.js';

/** Empty text for one that could not be found out. */
export interface Names {
  readonly graphs: readonly string[];
  readonly collections: readonly string[];
}

const none: Names = { graphs: [], collections: [] };

/** Without waiting, unless an upstream has to be asked. */
export function namesOf(
  names: UpstreamNames,
  connection: ConnectionInForce,
  target: Target,
  operation: Operation,
): Names | Promise<Names> {
  const { dialect, graph, assistant, collection } = operation;
  const assistants = operation.assistants ?? (assistant === '' ? [] : [assistant]);
  const collections = operation.collections ?? (collection === '' ? [] : [collection]);
  if (assistants.length + collections.length === 0) return graph === '' ? none : { ...none, graphs: [graph] };
  // Every run of a batch has a graph of its own, and an assistant may be given one.
  const graphs = [
    ...(graph === '' || assistants.includes(graph) ? [] : [graph]),
    ...assistants.map((id) => names.graphOf(connection, id)),
  ];
  const looked =
    dialect === 'chroma' ? collections.map((id) => names.collectionOf(connection, target, id)) : collections;
  const known: string[] = [];
  let waiting: Promise<void>[] | undefined;
  for (const [at, name] of [...graphs, ...looked].entries()) {
    if (name instanceof Promise) (waiting ??= []).push(name.then((later) => void (known[at] = later ?? '')));
    else known[at] = name ?? '';
  }
  const told = (): Names => ({
    graphs: known.slice(0, graphs.length),
    collections: known.slice(graphs.length),
  });
  return waiting === undefined ? told() : Promise.all(waiting).then(told);
}
