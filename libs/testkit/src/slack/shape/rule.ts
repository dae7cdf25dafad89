/** A small language for the shapes that Slack accepts: rules are data, and one function says what breaks them. */
import { isObject, type Json, type JsonObject } from '../../provider/json.js';

export type Rule =
  | { readonly kind: 'any' | 'boolean' | 'number' }
  | { readonly kind: 'string'; readonly charsMax?: number; readonly charsMin?: number }
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly of: Rule; readonly itemsMax: number; readonly itemsMin?: number }
  | { readonly kind: 'object'; readonly shape: Shape }
  /** An object whose `type` chooses its shape. */
  | { readonly kind: 'typed'; readonly shapes: Readonly<Record<string, Shape>> };

export interface Shape {
  readonly required: Readonly<Record<string, Rule>>;
  readonly optional?: Readonly<Record<string, Rule>>;
  /** At least one of these optional properties must be there. */
  readonly oneAtLeast?: readonly string[];
}

export interface Problem {
  readonly message: string;
  /** JSON pointer to the offending value, as Slack's own messages have it. */
  readonly pointer: string;
}

export const string = (charsMax?: number, charsMin?: number): Rule => ({
  kind: 'string',
  ...(charsMax === undefined ? {} : { charsMax }),
  ...(charsMin === undefined ? {} : { charsMin }),
});
export const list = (of: Rule, itemsMax: number, itemsMin = 1): Rule => ({
  kind: 'list',
  of,
  itemsMax,
  itemsMin,
});
export const object = (shape: Shape): Rule => ({ kind: 'object', shape });
export const typed = (shapes: Readonly<Record<string, Shape>>): Rule => ({ kind: 'typed', shapes });
export const boolean: Rule = { kind: 'boolean' };
export const number: Rule = { kind: 'number' };
export const any: Rule = { kind: 'any' };

/**
 * Characters as this imitation counts them: code points. Slack documents «characters» and no unit; an app that
 * cuts by UTF-16 units stays below the limit in either reading.
 */
export const charsOf = (text: string): number => Array.from(text).length;

/** Slack's words for a problem, as in `response_metadata.messages` (without the `[ERROR]` before it). */
export const wordsOf = ({ message, pointer }: Problem): string => `${message} [json-pointer:${pointer}]`;

export function check(rule: Rule, value: Json | undefined, pointer: string): readonly Problem[] {
  const wrong = (message: string): readonly Problem[] => [{ message, pointer }];
  switch (rule.kind) {
    case 'any':
      return [];
    case 'boolean':
    case 'number':
      return typeof value === rule.kind ? [] : wrong(`must provide a ${rule.kind}`);
    case 'string': {
      if (typeof value !== 'string') return wrong('must provide a string');
      const chars = charsOf(value);
      if (rule.charsMax !== undefined && chars > rule.charsMax)
        return wrong(`must be less than ${rule.charsMax + 1} characters`);
      return chars < (rule.charsMin ?? 0)
        ? wrong(`must be more than ${(rule.charsMin ?? 0) - 1} characters`)
        : [];
    }
    case 'one-of':
      return typeof value === 'string' && rule.values.includes(value)
        ? []
        : wrong(`must be one of: ${rule.values.join(', ')}`);
    case 'list':
      return checkList(rule, value, pointer);
    case 'object':
      return checkObject(rule.shape, value, pointer);
    case 'typed':
      return checkTyped(rule.shapes, value, pointer);
  }
}

function checkList(
  rule: Extract<Rule, { kind: 'list' }>,
  value: Json | undefined,
  pointer: string,
): readonly Problem[] {
  if (!Array.isArray(value)) return [{ message: 'must provide an array', pointer }];
  const items = value as readonly Json[];
  if (items.length > rule.itemsMax)
    return [{ message: `no more than ${rule.itemsMax} items allowed`, pointer }];
  if (items.length < (rule.itemsMin ?? 0))
    return [{ message: `no fewer than ${rule.itemsMin ?? 0} items allowed`, pointer }];
  return items.flatMap((item, at) => check(rule.of, item, `${pointer}/${at}`));
}

function checkObject(shape: Shape, value: Json | undefined, pointer: string): readonly Problem[] {
  if (!isObject(value)) return [{ message: 'must provide an object', pointer }];
  const { required, optional = {}, oneAtLeast = [] } = shape;
  const missing = Object.keys(required).filter((name) => value[name] === undefined);
  const lacksAll = oneAtLeast.length > 0 && oneAtLeast.every((name) => value[name] === undefined);
  return [
    ...missing.map((name) => ({ message: `missing required field: ${name}`, pointer })),
    ...(lacksAll ? [{ message: `must define either \`${oneAtLeast.join('` or `')}\``, pointer }] : []),
    ...Object.entries(value).flatMap(([name, held]) => {
      const rule = required[name] ?? optional[name];
      if (rule === undefined) return [{ message: `invalid additional property: ${name}`, pointer }];
      return check(rule, held, `${pointer}/${name}`);
    }),
  ];
}

function checkTyped(
  shapes: Readonly<Record<string, Shape>>,
  value: Json | undefined,
  pointer: string,
): readonly Problem[] {
  if (!isObject(value)) return [{ message: 'must provide an object', pointer }];
  const { type, ...rest } = value as JsonObject & { readonly type?: Json };
  if (typeof type !== 'string') return [{ message: 'missing required field: type', pointer }];
  const shape = Object.hasOwn(shapes, type) ? shapes[type] : undefined;
  return shape === undefined
    ? [{ message: `unsupported type: ${type}`, pointer: `${pointer}/type` }]
    : checkObject(shape, rest, pointer);
}
