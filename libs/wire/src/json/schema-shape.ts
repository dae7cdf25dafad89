/** JSON Schema as tools and structured output carry it: descriptions, enums and the names of properties are text. */
import type { Position } from '../llm/operation.js';
import { free, id, listOf, named, word } from './text-shape.js';
import type { Shape } from './text-shape.js';

/** Keywords whose value has no text, or only words of the standard. */
const plainKeywords = [
  'type',
  'format',
  'additionalProperties',
  'strict',
  'nullable',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
] as const;
const textKeywords = [
  'title',
  'description',
  'enum',
  'const',
  'default',
  'examples',
  'pattern',
  'required',
  '$comment',
] as const;

function schema(position: Position): Shape {
  const members = new Map<string, Shape>();
  const shape: Shape = { position, members, rest: free(position) };
  for (const keyword of plainKeywords) members.set(keyword, word);
  for (const keyword of textKeywords) members.set(keyword, free(position));
  for (const keyword of ['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas'])
    members.set(keyword, named(shape));
  for (const keyword of [
    'items',
    'additionalProperties',
    'not',
    'if',
    'then',
    'else',
    'contains',
    'propertyNames',
  ])
    members.set(keyword, shape);
  for (const keyword of ['anyOf', 'oneOf', 'allOf', 'prefixItems']) members.set(keyword, listOf(shape));
  members.set('$id', id);
  return shape;
}

export const toolSchema = schema('tool-definition');
