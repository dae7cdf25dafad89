/** What a condition may contain, and what it costs in the worst case: known before it ever runs. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { isRe2 } from '../document/re2-pattern.js';
import { CONDITION_STEPS_MAX, LIST_ITEMS_MAX } from './bounds.js';
import { RE2_METHOD } from './environment.js';
import { parseNetwork } from './network.js';
import { isTimeZone } from './time.js';

/** Why a condition is refused, and where in its text. */
export class ConditionRefused extends Error {
  override readonly name = 'ConditionRefused';
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** Steps of one call, over those of its arguments. Searching texts is dearer than comparing. */
const FUNCTIONS: Readonly<Record<string, number>> = { size: 1, has: 1, int: 1, double: 1 };
const METHODS: Readonly<Record<string, number>> = {
  ...{ size: 1, startsWith: 1, endsWith: 1, contains: 10, lowerAscii: 10, upperAscii: 10, trim: 10 },
  ...{ [RE2_METHOD]: 50, inNetwork: 5, at: 1 },
};
const WALKS: ReadonlySet<string> = new Set(['exists', 'all', 'exists_one', 'filter', 'map']);

/** Methods whose argument must stand in the document, because it is checked and prepared when it is loaded. */
const LITERALS: Readonly<
  Record<string, { readonly isGood: (text: string) => boolean; readonly sentence: string }>
> = {
  [RE2_METHOD]: { isGood: isRe2, sentence: '`matches` wants a pattern in RE2 syntax, in quotes.' },
  inNetwork: {
    isGood: (text) => parseNetwork(text) !== undefined,
    sentence: '`inNetwork` wants a network such as "10.0.0.0/8", in quotes.',
  },
  at: { isGood: isTimeZone, sentence: '`at` wants a time zone such as "Europe/Berlin", in quotes.' },
};

const NUMERIC_CALLS: ReadonlySet<string> = new Set(['size', 'int', 'double']);

/** @throws ConditionRefused */
export function checkCost(
  root: ASTNode,
  {
    intFields,
    variables,
  }: { readonly intFields: ReadonlySet<string>; readonly variables: ReadonlySet<string> },
): void {
  const steps = cost(root);
  if (steps > CONDITION_STEPS_MAX) {
    throw new ConditionRefused(
      `This condition may take ${steps} steps; ${CONDITION_STEPS_MAX} are the most. Do not walk through a list within a walk.`,
      0,
    );
  }

  function cost(node: ASTNode): number {
    switch (node.op) {
      case 'value':
      case 'id':
        return 1;
      case '.':
        return 1 + cost(node.args[0]);
      case '!_':
      case '-_':
        return 1 + cost(node.args);
      case '?:':
        return 1 + sum(node.args);
      case 'list':
        return 1 + sum(node.args);
      case 'call':
        return called(node, node.args[0], FUNCTIONS) + sum(node.args[1]);
      case 'rcall':
        return method(node);
      case '+':
      case '-':
      case '*':
        if (!node.args.every(isNumber)) {
          throw new ConditionRefused(
            'Numbers alone are added up, subtracted and multiplied here.',
            node.start,
          );
        }
        return 1 + sum(node.args);
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '&&':
      case '||':
      case '[]':
      case '/':
      case '%':
        return 1 + sum(node.args);
      case 'in':
        return cost(node.args[0]) + cost(node.args[1]) + items(node.args[1]) / 16;
      default:
        throw new ConditionRefused('Maps and optional values are not used in conditions.', node.start);
    }
  }

  function method(node: ASTNode & { readonly op: 'rcall' }): number {
    const [name, receiver, args] = node.args;
    if (WALKS.has(name)) {
      const variable = args[0];
      if (variable?.op === 'id' && variables.has(variable.args)) {
        throw new ConditionRefused(
          `Choose another name than \`${variable.args}\`: it has a meaning here.`,
          variable.start,
        );
      }
      return cost(receiver) + 1 + items(receiver) * sum(args.slice(1));
    }
    const literal = LITERALS[name];
    if (literal !== undefined) {
      const first = args[0];
      if (first?.op !== 'value' || typeof first.args !== 'string' || !literal.isGood(first.args)) {
        throw new ConditionRefused(literal.sentence, first?.start ?? node.start);
      }
    }
    return called(node, name, METHODS) + cost(receiver) + sum(args);
  }

  function sum(nodes: readonly ASTNode[]): number {
    return nodes.reduce((total, node) => total + cost(node), 0);
  }

  /** Where a field's name says its type: what tools are called with may be anything. */
  function isKnownSource(node: ASTNode): boolean {
    return (node.op === 'id' && variables.has(node.args)) || (node.op === 'rcall' && node.args[0] === 'at');
  }

  function isNumber(node: ASTNode): boolean {
    if (node.op === 'value') return typeof node.args === 'bigint' || typeof node.args === 'number';
    if (node.op === '.') return intFields.has(node.args[1]) && isKnownSource(node.args[0]);
    if (node.op === 'call' || node.op === 'rcall') return NUMERIC_CALLS.has(node.args[0]);
    if (node.op === '-_') return isNumber(node.args);
    return ['+', '-', '*', '/', '%'].includes(node.op);
  }
}

function called(node: ASTNode, name: string, known: Readonly<Record<string, number>>): number {
  const steps = Object.hasOwn(known, name) ? known[name] : undefined;
  if (steps === undefined) {
    throw new ConditionRefused(`\`${name}\` is not among the functions of conditions.`, node.start);
  }
  return steps;
}

/** Most items the list of a walk can have. */
function items(node: ASTNode): number {
  if (node.op === 'list') return node.args.length;
  if (node.op === 'rcall' && WALKS.has(node.args[0])) return items(node.args[1]);
  return LIST_ITEMS_MAX;
}
