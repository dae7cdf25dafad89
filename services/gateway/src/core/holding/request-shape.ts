/** What “requests like this one” means, for each kind of operation: the facts that a grant covers, and nothing else. */
import { createHash } from 'node:crypto';
import type { Operation, OperationKind } from '@sallyport/wire/llm/operation';

export interface RequestShape {
  /** One line for people. */
  readonly summary: string;
  /** SHA-256 of its canonical form, 32 bytes. */
  readonly sha256: Buffer;
}

/** What of a request its shape is made of. */
export interface Shaped {
  readonly operation: Operation | undefined;
  /** Names as they were looked up. */
  readonly graphs: readonly string[];
  readonly collections: readonly string[];
  readonly method: string;
  /** Path at the upstream, without query. */
  readonly path: string;
}

type Field = readonly [name: string, values: readonly string[]];
type FieldsOf = (shaped: Shaped) => readonly Field[];

const methodAndPath: FieldsOf = ({ method, path }) => [
  ['method', [method]],
  ['path', [pathTemplate(path)]],
];
const modelAndTools: FieldsOf = ({ operation }) => [
  ['model', [operation?.model ?? '']],
  ['tools', operation?.toolsOffered ?? []],
];
const graphs: FieldsOf = (shaped) => [['graphs', shaped.graphs]];
const collections: FieldsOf = (shaped) => [['collections', shaped.collections]];
/** Of what reads and writes at places that only the path tells apart. */
const graphsAt: FieldsOf = (shaped) => [...graphs(shaped), ...methodAndPath(shaped)];
const collectionsAt: FieldsOf = (shaped) => [...collections(shaped), ...methodAndPath(shaped)];

const fieldsByKind = {
  chat: modelAndTools,
  completion: modelAndTools,
  embedding: modelAndTools,
  'count-tokens': modelAndTools,
  models: methodAndPath,
  'graph-run': graphs,
  'graph-schedule': graphs,
  'graph-state': graphsAt,
  'graph-read': graphsAt,
  store: methodAndPath,
  'vector-query': collections,
  'vector-get': collections,
  'vector-add': collections,
  'vector-delete': collections,
  'vector-admin': collectionsAt,
  http: methodAndPath,
} as const satisfies Record<OperationKind, FieldsOf>;

/** @param sameArguments keys whose values must be equal too */
export interface ShapedCall {
  readonly tool: string;
  /** JSON text as the model wrote it. */
  readonly arguments: string;
  readonly sameArguments: readonly string[];
}

export function requestShape(shaped: Shaped): RequestShape {
  const kinds = shaped.operation?.kinds ?? [shaped.operation?.kind ?? 'http'];
  const fields = kinds.flatMap((kind) => fieldsByKind[kind](shaped));
  return shapeOf(kinds.join('+'), fields);
}

/** Arguments that are no JSON object have no keys to compare: only the same text is like it. */
export function callShape({ tool, arguments: given, sameArguments }: ShapedCall): RequestShape {
  const known = objectIn(given);
  const named: Field = ['tool', [tool]];
  if (known === undefined) return shapeOf('tool-call', [named, ['text', [given]]]);
  const keys = Object.keys(known).sort();
  const values = sameArguments
    .filter((key) => keys.includes(key))
    .map((key): Field => [`argument ${key}`, [JSON.stringify(known[key])]]);
  return shapeOf('tool-call', [named, ['arguments', keys], ...values]);
}

function shapeOf(kind: string, fields: readonly Field[]): RequestShape {
  const distinct = new Map(fields.map(([name, values]) => [name, [...new Set(values)].sort()]));
  const canonical = JSON.stringify([kind, ...distinct]);
  const said = [...distinct].filter(([, values]) => values.length > 0 && values.join('') !== '');
  return {
    summary: [kind, ...said.map(([name, values]) => `${name}: ${values.join(', ')}`)].join('; '),
    sha256: createHash('sha256').update('sallyport shape 1').update(canonical).digest(),
  };
}

/** Segments that name one thing among many: numbers, UUIDs, and long strings with a digit in them. */
const ID = /^(?:\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?=[^/]*\d)[\w-]{16,})$/i;

/** `/orders/4711/items` is `/orders/{id}/items`. */
export const pathTemplate = (path: string): string =>
  path
    .split('/')
    .map((segment) => (ID.test(segment) ? '{id}' : segment))
    .join('/');

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
