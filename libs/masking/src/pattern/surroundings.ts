/** What must and must not stand around parts of a pattern, as far as one character tells it. */
import {
  addAll,
  emptySet,
  ESCAPED,
  fullSet,
  NOT_ASCII,
  SYMBOLS,
  TEXT_END,
  TEXT_START,
  type CharacterSet,
} from './character-set.js';
import type { PatternNode } from './syntax.js';

/** Alternatives kept apart; more are merged, which is less sharp and as right. */
const BRANCHES_MAX = 24;

type SetOf = (atom: string) => CharacterSet;

/** Alternatives at the head of a pattern, each with what stands before it. */
function branches(node: PatternNode): readonly (readonly PatternNode[])[] {
  if (node.type === 'choice') return node.options.flatMap(branches);
  if (node.type === 'group') return branches(node.body);
  if (node.type !== 'sequence') return [[node]];
  const first = node.parts.findIndex((part) => !isLead(part));
  const head = node.parts[first];
  if (head?.type !== 'group' && head?.type !== 'choice') return [node.parts];
  const [before, after] = [node.parts.slice(0, first), node.parts.slice(first + 1)];
  const split = branches(head);
  return split.length > BRANCHES_MAX ? [node.parts] : split.map((branch) => [...before, ...branch, ...after]);
}

/** Sources of what makes the character after it part of an escape. */
const escapes = new Set(['\\\\', '%[0-9A-Fa-f]']);

/** A character that is no part of an escape, as `(?<!\\\\|%[0-9A-Fa-f])[A-Za-z0-9]` says it. */
function unlessEscaped(node: PatternNode): PatternNode | undefined {
  if (node.type !== 'sequence' || node.parts.length !== 2) return undefined;
  const [look, atom] = node.parts;
  if (look?.type !== 'look' || look.ahead || !look.negative || atom?.type !== 'atom') return undefined;
  const options = look.body.type === 'choice' ? look.body.options : [look.body];
  const isKnown = options.every((option) =>
    escapes.has(
      (option.type === 'sequence' ? option.parts : [option])
        .map((part) => ('source' in part ? part.source : '('))
        .join(''),
    ),
  );
  return isKnown ? atom : undefined;
}

/** The characters a leading look-behind rules out. */
function ruledOut(node: PatternNode, setOf: SetOf): CharacterSet | undefined {
  if (node.type !== 'look' || node.ahead || !node.negative) return undefined;
  const out = emptySet();
  const take = (part: PatternNode): void => {
    const character = part.type === 'atom' ? part : unlessEscaped(part);
    if (character?.type === 'atom') addAll(out, setOf(character.source));
    else if (part.type === 'choice') part.options.forEach(take);
    else if (part.type === 'group') take(part.body);
  };
  take(node.body);
  // Of what lies outside ASCII only some may be ruled out; an escape is not told from another.
  out[NOT_ASCII] = 0;
  return out;
}

/** The characters a leading look-behind asks for; undefined where that is not told from one character. */
function askedFor(node: PatternNode, setOf: SetOf): CharacterSet | undefined {
  if (node.type !== 'look' || node.ahead || node.negative) return undefined;
  const asked = emptySet();
  asked[ESCAPED] = 1;
  const take = (part: PatternNode): boolean => {
    if (part.type === 'choice') return part.options.every(take);
    if (part.type === 'group') return take(part.body);
    if (part.type === 'assert' && part.source === '^') asked[TEXT_START] = 1;
    else if (part.type === 'atom') addAll(asked, setOf(part.source));
    else {
      const last = part.type === 'sequence' ? part.parts.at(-1) : undefined;
      return last?.type === 'atom' && take(last);
    }
    return true;
  };
  return take(node.body) ? asked : undefined;
}

const isLead = (node: PatternNode): boolean => node.type === 'look' || node.type === 'assert';

/** The alternatives that a pattern begins with, as far as each has its own surroundings. */
export function branchesOf(root: PatternNode): readonly (readonly PatternNode[])[] {
  if (root.type !== 'sequence') return few(branches(root)) ?? [[root]];
  const lead = root.parts.findIndex((part) => !isLead(part));
  const split = few(branches(root)) ?? [root.parts];
  const isShared =
    root.parts.slice(0, lead).every(({ type }) => type === 'look') &&
    split.every((branch) => branch[lead] !== undefined && !isLead(branch[lead]));
  return isShared ? [root.parts] : split;
}

const few = <T>(split: readonly T[]): readonly T[] | undefined =>
  split.length > BRANCHES_MAX ? undefined : split;

/** What can stand before a branch whose matches begin with one of the characters of `first`. */
export function beforeOf(parts: readonly PatternNode[], first: CharacterSet, setOf: SetOf): CharacterSet {
  const word = setOf('\\w').slice();
  word[NOT_ASCII] = 0;
  const before = fullSet();
  for (const part of parts) {
    if (!isLead(part)) break;
    const isBoundary =
      part.type === 'assert' &&
      part.source === '\\b' &&
      first.every((is, symbol) => is === 0 || word[symbol] === 1);
    const out = isBoundary ? word : ruledOut(part, setOf);
    const asked = askedFor(part, setOf);
    for (let symbol = 0; symbol < SYMBOLS; symbol++)
      if (out?.[symbol] === 1 || asked?.[symbol] === 0) before[symbol] = 0;
  }
  return before;
}

/** What a look-ahead lets the next character be, or the end of the text; undefined where one character does not tell. */
export function aheadOf(look: PatternNode & { type: 'look' }, setOf: SetOf): CharacterSet | undefined {
  if (!look.ahead) return undefined;
  const options = look.body.type === 'choice' ? look.body.options : [look.body];
  const named = emptySet();
  for (const option of options) {
    const first = option.type === 'sequence' && !look.negative ? option.parts[0] : option;
    if (first?.type === 'atom') addAll(named, setOf(first.source));
    else if (first?.type === 'assert' && first.source === '$') named[TEXT_END] = 1;
    // What a look-ahead rules out by more than one character is ruled out by none.
    else if (!look.negative) return undefined;
  }
  if (!look.negative) return named;
  // Of what lies outside ASCII only some may be ruled out.
  named[NOT_ASCII] = 0;
  return named.map((is) => 1 - is);
}
