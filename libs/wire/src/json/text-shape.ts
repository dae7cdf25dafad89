/** Which strings and numbers of a document are text, and of what position: tables that follow a service's documentation. */
import type { Position } from '../llm/operation.js';
import type { LocatedJson } from './located-json.js';
import type { NodeId } from './tape.js';

export type StringRule =
  /** Someone's words. */
  | 'text'
  /** A JSON document in a string. */
  | 'json'
  /** A word of the protocol (a role, a type): text of position `metadata` where it does not look like one. */
  | 'word'
  /** An id as the service makes them: text of position `metadata` where it does not look like one. */
  | 'id'
  /** Base64 or encrypted: text where it does not look like it. */
  | 'binary';

export interface Shape {
  readonly position: Position;
  /** `text` where nothing is said. */
  readonly string?: StringRule;
  /** Members that are documented. Without the table every string below is text of this position, names included. */
  readonly members?: ReadonlyMap<string, Shape>;
  /** Members that are not in the table; free text of position `metadata` where nothing is said. */
  readonly rest?: Shape;
  /** Elements of an array; the shape itself where nothing is said. */
  readonly items?: Shape;
  /** Numbers are the service's own (counts, times, weights) and no texts; strings are read all the same. */
  readonly ownNumbers?: true;
  /** Nothing below is text of its own. */
  readonly isSilent?: true;
  /** The shape depends on the value, as a message's on its role. */
  readonly choose?: (json: LocatedJson, node: NodeId) => Shape;
}

const freeShapes = new Map<Position, Shape>();

/** Every string below is text of the position, whatever it is called. */
export function free(position: Position): Shape {
  const known = freeShapes.get(position);
  if (known !== undefined) return known;
  const shape: Shape = { position };
  freeShapes.set(position, shape);
  return shape;
}

/** The same but for numbers, which are the service's own wherever they stand below. */
export const strings = (position: Position): Shape => ({ position, ownNumbers: true });

/** What only repeats a text elsewhere in the document, token by token; it goes when that text changes. */
export const silent: Shape = { position: 'metadata', isSilent: true };
/** Or a number, in the same places of other services. */
export const word: Shape = { position: 'metadata', string: 'word', ownNumbers: true };
export const id: Shape = { position: 'metadata', string: 'id' };
export const binary = (position: Position): Shape => ({ position, string: 'binary' });
export const json = (position: Position): Shape => ({ position, string: 'json' });

/** An object with documented members. */
export const object = (
  position: Position,
  members: Readonly<Record<string, Shape>>,
  rest?: Shape,
): Shape => ({
  position,
  members: new Map(Object.entries(members)),
  ...(rest === undefined ? {} : { rest }),
});

/** An object whose names someone chose, each with a value of one shape. */
export const named = (rest: Shape): Shape => ({ position: rest.position, members: new Map(), rest });

export const listOf = (items: Shape): Shape => ({ position: items.position, items });
