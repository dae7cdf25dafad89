/** Parts of conditions as functions, by the type of what they give; and the fields of facts as such functions. */
import type { ConditionContext } from './condition.js';
import { celTypes } from './environment.js';

export type Of<T> = (facts: ConditionContext) => T;

/** Facts, or a part of them: they have fields. */
type FactsName = keyof typeof celTypes;

export type Made =
  | { readonly type: 'string'; readonly of: Of<string> }
  | { readonly type: 'int'; readonly of: Of<bigint> }
  | { readonly type: 'bool'; readonly of: Of<boolean> }
  | { readonly type: 'list'; readonly of: Of<readonly string[]> }
  | { readonly type: 'facts'; readonly name: FactsName; readonly of: Of<object> };

/** What a fact that is not there, or not of its type, is answered with. */
function mistyped(): never {
  throw new TypeError('not known, or not of its type');
}

const VARIABLES: Readonly<Record<string, Made>> = {
  identity: { type: 'facts', name: 'Identity', of: ({ identity }) => identity },
  session: { type: 'facts', name: 'Session', of: ({ session }) => session },
  request: { type: 'facts', name: 'Request', of: ({ request }) => request },
  connection: { type: 'facts', name: 'Connection', of: ({ connection }) => connection },
  source: { type: 'facts', name: 'Source', of: ({ source }) => source },
  time: { type: 'facts', name: 'Time', of: ({ time }) => time ?? mistyped() },
  answer: { type: 'facts', name: 'Answer', of: ({ answer }) => answer ?? mistyped() },
  tool: { type: 'facts', name: 'Tool', of: ({ tool }) => tool ?? mistyped() },
};

export const variable = (name: string): Made | undefined =>
  Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;

/** A field of facts. Undefined: its type is not among those above. */
export function field(facts: Made, name: string): Made | undefined {
  if (facts.type !== 'facts') return undefined;
  const { ctor, fields } = celTypes[facts.name];
  const type = new Map<string, string>(Object.entries(fields)).get(name);
  const property = Object.getOwnPropertyDescriptor(ctor.prototype, name);
  if (property?.get === undefined) return undefined;
  const read: Of<unknown> = (context) => property.get?.call(facts.of(context));
  switch (type) {
    case 'string':
      return { type: 'string', of: typed(read, isString) };
    case 'int':
      return { type: 'int', of: typed(read, isInt) };
    case 'bool':
      return { type: 'bool', of: typed(read, isBool) };
    case 'list<string>':
      return { type: 'list', of: typed(read, isList) };
    case 'Text':
      return { type: 'facts', name: 'Text', of: typed(read, isObject) };
    default:
      return undefined;
  }
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isInt = (value: unknown): value is bigint => typeof value === 'bigint';
const isBool = (value: unknown): value is boolean => typeof value === 'boolean';
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isList = (value: unknown): value is readonly string[] => Array.isArray(value);

function typed<T>(read: Of<unknown>, isOf: (value: unknown) => value is T): Of<T> {
  return (facts) => {
    const value = read(facts);
    return isOf(value) ? value : mistyped();
  };
}
