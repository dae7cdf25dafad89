/** The facts of a read request as policy judges them. */
import type { JudgedFindings, JudgedOperation, JudgedText } from '@sallyport/policy/operation';
import type { Operation, OperationKind, TextSpan } from '@sallyport/wire/llm/operation';
import { withMessages } from './message-parts.js';

/** What the body alone does not say. */
export interface OperationContext {
  /** Names of the graphs that its assistants run, in their order; empty for one that could not be found out. */
  readonly graphs: readonly string[];
  /** Names of its collections. */
  readonly collections: readonly string[];
  readonly bodyBytes: number;
  readonly isUnreadable: boolean;
  /** Fields of the query. */
  readonly query: readonly TextSpan[];
  /** Segments of the path. */
  readonly path: readonly TextSpan[];
  readonly found: JudgedFindings | undefined;
}

/** The operation once for each kind of thing it does: each of them is judged. */
export function judgedOperations(
  operation: Operation,
  context: OperationContext,
): readonly [JudgedOperation, ...JudgedOperation[]] {
  const first = judgedOperation(operation, operation.kind, context);
  const others = (operation.kinds ?? []).filter((kind) => kind !== operation.kind);
  return [first, ...others.map((kind) => ({ ...first, kind }))];
}

function judgedOperation(
  operation: Operation,
  kind: OperationKind,
  context: OperationContext,
): JudgedOperation {
  const { graphs, collections, found } = context;
  const own = withMessages(operation.spans, operation.dialect);
  const target = targetTexts(context);
  const spans = target.length === 0 ? own : [...own, ...target];
  return {
    kind,
    dialect: operation.dialect,
    model: operation.model,
    ...(operation.models === undefined ? {} : { models: operation.models }),
    graph: graphs[0] ?? '',
    collection: collections[0] ?? '',
    ...(graphs.length > 1 ? { graphs: graphs.map(orUnknown) } : {}),
    ...(collections.length > 1 ? { collections: collections.map(orUnknown) } : {}),
    items: operation.items,
    isStreaming: operation.isStreaming,
    choices: operation.choices,
    outputTokensMax: operation.outputTokensMax,
    hasHiddenHistory: operation.hasHiddenHistory,
    toolsOffered: operation.toolsOffered,
    toolsCalled: operation.toolsCalled,
    spans,
    bodyBytes: context.bodyBytes,
    ...(context.isUnreadable ? { isUnreadable: true } : {}),
    ...(found === undefined ? {} : { found }),
  };
}

/** The path's segments are one message: a phrase may lie in several. Messages of bodies count from 0. */
const PATH_MESSAGE = -1;

const targetTexts = ({ query, path }: OperationContext): readonly JudgedText[] => [
  ...query.map(({ text }): JudgedText => ({ position: 'query', text })),
  ...path.map(({ text }): JudgedText => ({ position: 'path', text, message: PATH_MESSAGE })),
];

/** A name that no list has: what is unknown among several must not pass as nothing. */
const orUnknown = (name: string): string => (name === '' ? '(unknown)' : name);
