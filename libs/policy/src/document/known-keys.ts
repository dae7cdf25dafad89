/** Which keys may stand at a place of the document. */
import type { DocumentPath } from './problem.js';

/** Keys known at the path of a JSON Schema; none when the path leads nowhere. */
export function knownKeysAt(schema: object, path: readonly PropertyKey[]): readonly string[] {
  let places: readonly object[] = [schema];
  for (const part of path as DocumentPath) places = places.flatMap((place) => below(place, part));
  return [
    ...new Set(
      places.flatMap(alternatives).flatMap((place) => Object.keys(child(place, 'properties') ?? {})),
    ),
  ];
}

function below(place: object, part: string | number): readonly object[] {
  return alternatives(place).flatMap((alternative) => {
    const named = child(child(alternative, 'properties') ?? {}, String(part));
    const next = named ?? child(alternative, typeof part === 'number' ? 'items' : 'additionalProperties');
    return next === undefined ? [] : [next];
  });
}

function alternatives(place: object): readonly object[] {
  const { anyOf } = place as { anyOf?: readonly object[] };
  return anyOf ? anyOf.flatMap(alternatives) : [place];
}

function child(place: object, key: string): object | undefined {
  const value: unknown = Object.hasOwn(place, key) ? (place as Record<string, unknown>)[key] : undefined;
  return typeof value === 'object' && value !== null ? value : undefined;
}
