/**
 * A condition as nested functions, for the parts that conditions are mostly made of: many times as quick as walking through
 * its tree. What has other parts is left to the engine, whose results these are, errors included.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { MATCHED_CHARS_MAX } from './bounds.js';
import { RE2_METHOD } from './environment.js';
import { field, variable } from './made.js';
import type { Made, Of } from './made.js';
import { isInNetwork, parseNetwork } from './network.js';
import { re2Search } from './re2-search.js';
import { Time } from './time.js';

/** Names that walks through lists give to items. */
type Items = ReadonlyMap<string, Of<string>>;

/** @param root of a condition that was checked. Undefined: it has a part that is not among those known here. */
export function closureOf(root: ASTNode): Of<boolean> | undefined {
  const made = make(root, new Map());
  return made?.type === 'bool' ? made.of : undefined;
}

function make(node: ASTNode, items: Items): Made | undefined {
  switch (node.op) {
    case 'value':
      return literal(node.args);
    case 'id': {
      const item = items.get(node.args);
      return item === undefined ? variable(node.args) : { type: 'string', of: item };
    }
    case '.': {
      const facts = make(node.args[0], items);
      return facts && field(facts, node.args[1]);
    }
    case '!_': {
      const made = make(node.args, items);
      return made?.type === 'bool' ? { type: 'bool', of: (facts) => !made.of(facts) } : undefined;
    }
    case '-_': {
      const made = make(node.args, items);
      return made?.type === 'int' ? { type: 'int', of: (facts) => -made.of(facts) } : undefined;
    }
    case '&&':
    case '||':
      return logical(node.op === '||', make(node.args[0], items), make(node.args[1], items));
    case '==':
      return bool(compared(node.args, items, (a, b) => a === b));
    case '!=':
      return bool(compared(node.args, items, (a, b) => a !== b));
    case '<':
      return bool(compared(node.args, items, (a, b) => a < b));
    case '<=':
      return bool(compared(node.args, items, (a, b) => a <= b));
    case '>':
      return bool(compared(node.args, items, (a, b) => a > b));
    case '>=':
      return bool(compared(node.args, items, (a, b) => a >= b));
    case 'in':
      return bool(membership(node.args, items));
    case 'list':
      return strings(node.args);
    case 'call':
      return size(node.args[0], node.args[1], items);
    case 'rcall':
      return called(node.args[0], { receiver: node.args[1], args: node.args[2] }, items);
    default:
      return undefined;
  }
}

function literal(value: unknown): Made | undefined {
  if (typeof value === 'string') return { type: 'string', of: () => value };
  if (typeof value === 'bigint') return { type: 'int', of: () => value };
  return typeof value === 'boolean' ? { type: 'bool', of: () => value } : undefined;
}

const bool = (of: Of<boolean> | undefined): Made | undefined => of && { type: 'bool', of };

/** What decides alone does so even where the other side cannot be judged. */
function logical(deciding: boolean, left: Made | undefined, right: Made | undefined): Made | undefined {
  if (left?.type !== 'bool' || right?.type !== 'bool') return undefined;
  const of: Of<boolean> = (facts) => {
    let first: boolean;
    try {
      first = left.of(facts);
    } catch (error) {
      if (right.of(facts) === deciding) return deciding;
      throw error;
    }
    return first === deciding ? deciding : right.of(facts);
  };
  return { type: 'bool', of };
}

type Compare = (a: string | bigint, b: string | bigint) => boolean;

function compared(
  args: readonly [ASTNode, ASTNode],
  items: Items,
  compare: Compare,
): Of<boolean> | undefined {
  const [left, right] = [make(args[0], items), make(args[1], items)];
  if (left === undefined || left.type !== right?.type) return undefined;
  if (left.type !== 'string' && left.type !== 'int') return undefined;
  const [a, b] = [left.of, right.type === left.type ? right.of : undefined];
  return b && ((facts) => compare(a(facts), b(facts)));
}

function membership(args: readonly [ASTNode, ASTNode], items: Items): Of<boolean> | undefined {
  const [one, list] = [make(args[0], items), args[1]];
  if (list.op === 'list' && (one?.type === 'string' || one?.type === 'int')) {
    const values = list.args.map((node) => literal(node.op === 'value' ? node.args : undefined));
    if (!values.every((value) => value?.type === one.type)) return undefined;
    const known = new Set<unknown>(list.args.map(({ args: value }) => value));
    return (facts) => known.has(one.of(facts));
  }
  const among = make(list, items);
  if (one?.type !== 'string' || among?.type !== 'list') return undefined;
  return (facts) => {
    const value = one.of(facts);
    return among.of(facts).includes(value);
  };
}

/** A list of the document. */
function strings(nodes: readonly ASTNode[]): Made | undefined {
  const values = nodes.flatMap((node) =>
    node.op === 'value' && typeof node.args === 'string' ? [node.args] : [],
  );
  return values.length === nodes.length && values.length > 0 ? { type: 'list', of: () => values } : undefined;
}

function size(name: string, args: readonly ASTNode[], items: Items): Made | undefined {
  const list =
    args.length === 1 && args[0] !== undefined && name === 'size' ? make(args[0], items) : undefined;
  return list?.type === 'list' ? { type: 'int', of: (facts) => BigInt(list.of(facts).length) } : undefined;
}

interface Call {
  readonly receiver: ASTNode;
  readonly args: readonly ASTNode[];
}

function called(name: string, { receiver, args }: Call, items: Items): Made | undefined {
  const of = make(receiver, items);
  const [first, second] = args;
  if (of?.type === 'list' && first?.op === 'id' && second !== undefined && args.length === 2) {
    return bool(walk(name, of.of, { item: first.args, predicate: second }, items));
  }
  if (of?.type === 'facts' && of.name === 'Time') return name === 'at' ? zoned(of.of, first) : undefined;
  if (of?.type !== 'string') return undefined;
  if (first === undefined) return changed(name, of.of);
  const given = args.length === 1 ? make(first, items) : undefined;
  return given?.type === 'string' ? bool(searched(name, of.of, { given: given.of, node: first })) : undefined;
}

function changed(name: string, of: Of<string>): Made | undefined {
  if (name === 'lowerAscii') return { type: 'string', of: (facts) => of(facts).toLowerCase() };
  if (name === 'upperAscii') return { type: 'string', of: (facts) => of(facts).toUpperCase() };
  return name === 'trim' ? { type: 'string', of: (facts) => of(facts).trim() } : undefined;
}

/** Arguments are read before what the function is of. */
function searched(
  name: string,
  of: Of<string>,
  { given, node }: { readonly given: Of<string>; readonly node: ASTNode },
): Of<boolean> | undefined {
  const written = node.op === 'value' && typeof node.args === 'string' ? node.args : undefined;
  switch (name) {
    case 'contains':
      return (facts) => ((part) => of(facts).includes(part))(given(facts));
    case 'startsWith':
      return (facts) => ((part) => of(facts).startsWith(part))(given(facts));
    case 'endsWith':
      return (facts) => ((part) => of(facts).endsWith(part))(given(facts));
    case RE2_METHOD:
      return written === undefined ? undefined : matching(of, re2Search(written));
    case 'inNetwork': {
      const network = written === undefined ? undefined : parseNetwork(written);
      return network && ((facts) => isInNetwork(of(facts), network));
    }
    default:
      return undefined;
  }
}

function matching(of: Of<string>, matches: (text: string) => boolean): Of<boolean> {
  return (facts) => {
    const text = of(facts);
    if (text.length > MATCHED_CHARS_MAX) throw new RangeError('too long to match');
    return matches(text);
  };
}

function zoned(of: Of<object>, zone: ASTNode | undefined): Made | undefined {
  const name = zone?.op === 'value' && typeof zone.args === 'string' ? zone.args : undefined;
  if (name === undefined) return undefined;
  const at: Of<object> = (facts) => {
    const time = of(facts);
    if (!(time instanceof Time)) throw new TypeError('no time');
    return time.at(name);
  };
  return { type: 'facts', name: 'Time', of: at };
}

/** An item that decides does so even where others cannot be judged; `exists_one` must judge them all. */
function walk(
  name: string,
  list: Of<readonly string[]>,
  { item, predicate }: { readonly item: string; readonly predicate: ASTNode },
  items: Items,
): Of<boolean> | undefined {
  // Conditions are judged one behind the other: the item at hand stands beside the function.
  let current = '';
  const made = make(predicate, new Map([...items, [item, () => current]]));
  if (made?.type !== 'bool') return undefined;
  const holds = (facts: Parameters<typeof made.of>[0], value: string): boolean => {
    if (typeof value !== 'string') throw new TypeError('an item is no string');
    current = value;
    return made.of(facts);
  };
  if (name === 'exists_one')
    return (facts) => list(facts).filter((value) => holds(facts, value)).length === 1;
  if (name !== 'exists' && name !== 'all') return undefined;
  const deciding = name === 'exists';
  return (facts) => {
    const failures: unknown[] = [];
    for (const value of list(facts)) {
      try {
        if (holds(facts, value) === deciding) return deciding;
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return !deciding;
  };
}
