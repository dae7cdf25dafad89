/** What a session token permits, on top of what its subject may do: it only ever takes away. */
import { operationMatches, parseOperation } from './operation-pattern.js';
import type { OperationPattern } from './operation-pattern.js';

export interface Narrowing {
  /** Undefined: not narrowed. */
  readonly connections: ReadonlySet<string> | undefined;
  /** Undefined: not narrowed. */
  readonly operations: readonly OperationPattern[] | undefined;
}

export interface NarrowingText {
  readonly connections?: readonly string[];
  readonly operations?: readonly string[];
}

/** An operation that cannot be read matches nothing, so that it cannot widen. */
export function readNarrowing(text: NarrowingText): Narrowing {
  return {
    connections: text.connections && new Set(text.connections),
    operations: text.operations?.flatMap((operation) => {
      const result = parseOperation(operation);
      return result.kind === 'parsed' ? [result.operation] : [];
    }),
  };
}

export const connectionPermitted = (narrowing: Narrowing, connection: string): boolean =>
  narrowing.connections === undefined || narrowing.connections.has(connection);

export const operationPermitted = (narrowing: Narrowing, method: string, path: string): boolean =>
  narrowing.operations === undefined ||
  narrowing.operations.some((operation) => operationMatches(operation, method, path));
