/**
 * What a recorded request adds to its conversation: the last message of a person, and results of tools behind it; where
 * nobody talks, its documents.
 */
import { emptyOperation } from '@sallyport/wire/llm/empty-operation';
import type { Dialect, Target } from '@sallyport/wire/llm/dialect';
import type { JsonPath, Operation, Position, TextSpan } from '@sallyport/wire/llm/operation';

export interface Said {
  readonly position: Position;
  readonly text: string;
}

export interface Asked {
  readonly dialect: Dialect;
  readonly target: Target;
  /** As far as it could be read: answers are read with it. */
  readonly operation: Operation;
  readonly said: readonly Said[];
}

/** @param body Text of the recorded body; undefined where there is none. */
export function readAsked(dialect: Dialect, target: Target, body: string | undefined): Asked {
  const read =
    body === undefined ? undefined : dialect.readRequest(target, Buffer.from(body), 'application/json');
  if (read?.kind !== 'read') {
    return { dialect, target, operation: emptyOperation(dialect.name, 'chat'), said: [] };
  }
  return { dialect, target, operation: read.operation, said: lastTurn(read.operation.spans) };
}

/** Positions that a model or graph answers with: what stands behind them is new. */
const answers: ReadonlySet<Position> = new Set(['assistant', 'reasoning', 'tool-call']);

function lastTurn(spans: readonly TextSpan[]): readonly Said[] {
  const user = spans.findLastIndex((span) => span.position === 'user');
  const answered = spans.findLastIndex((span) => answers.has(span.position));
  const message = messageOf(spans[user]?.path ?? []);
  const talk = spans.filter(
    ({ position, path }, index) =>
      (position === 'user' && messageOf(path) === message) ||
      (position === 'tool-result' && index > Math.max(user, answered)),
  );
  const told = talk.length > 0 ? talk : spans.filter(({ position }) => position === 'document');
  return told.map(({ position, text }) => ({ position, text }));
}

/** The part of a path that leads to a message: up to its first index. */
export function messageOf(path: JsonPath): string {
  const index = path.findIndex((step) => typeof step === 'number');
  return JSON.stringify(index === -1 ? path : path.slice(0, index + 1));
}
