/** Which keys may stand at a place of the document. */
import type { DocumentPath } from './problem.js';

/** Keys known at the path of a JSON Schema; none when the path leads nowhere. */
export function knownKeysAt(schema: object, path: readonly PropertyKey[]): readonly string[] {
  const { $defs } = schema as { $defs?: object };
  const whole = (place: object) => resolved(place, $defs ?? {});
  let places: readonly object[] = [schema];
  for (const part of path as DocumentPath) places = places.flatMap((place) => below(place, part).map(whole));
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
  const { anyOf, oneOf } = place as { anyOf?: readonly object[]; oneOf?: readonly object[] };
  const choices = anyOf ?? oneOf;
  return choices ? choices.flatMap(alternatives) : [place];
}

function child(place: object, key: string): object | undefined {
  const value: unknown = Object.hasOwn(place, key) ? (place as Record<string, unknown>)[key] : undefined;
  return typeof value === 'object' && value !== null ? value : undefined;
}

/** `#/$defs/NAME`: the only form the schema has. */
function resolved(place: object, definitions: object): object {
  const { $ref } = place as { $ref?: string };
  return $ref === undefined ? place : (child(definitions, $ref.slice('#/$defs/'.length)) ?? place);
}
