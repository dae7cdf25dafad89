/** What the first characters of a match, and the one before it, can be: by which most positions of a text are passed over. */
import {
  addAll,
  emptySet,
  ESCAPED,
  fullSet,
  NOT_ASCII,
  SYMBOLS,
  TEXT_START,
  type CharacterSet,
} from './character-set.js';
import type { PatternNode } from './syntax.js';

/** So many characters are looked at: literal prefixes of secrets are told apart within them. */
export const HEAD_LENGTH = 12;
/** Alternatives kept apart; more are merged, which is less sharp and as right. */
const BRANCHES_MAX = 24;

export interface Head {
  readonly before: CharacterSet;
  /** The n-th set holds what may stand n characters from the start. */
  readonly at: readonly CharacterSet[];
}

const BEYOND = 1 << HEAD_LENGTH;

class HeadWriter {
  readonly at = Array.from({ length: HEAD_LENGTH }, emptySet);

  constructor(private readonly setOf: (atom: string) => CharacterSet) {}

  /** Walks a node from a set of offsets (one bit each); returns the offsets after it. */
  walk(node: PatternNode, from: number): number {
    switch (node.type) {
      case 'atom':
        return this.atom(this.setOf(node.source), from);
      case 'group':
        return this.walk(node.body, from);
      case 'sequence':
        return node.parts.reduce((offsets, part) => this.walk(part, offsets), from);
      case 'choice':
        return node.options.reduce((offsets, option) => offsets | this.walk(option, from), 0);
      case 'repeat':
        return this.repeat(node, from);
      case 'back':
        return this.anything(from);
      case 'assert':
      case 'look':
      case 'flags':
        return from;
    }
  }

  /** From these offsets on everything may come. */
  anything(from: number): number {
    let offsets = from & BEYOND;
    for (let offset = 0, is = false; offset < HEAD_LENGTH; offset++) {
      is ||= (from & (1 << offset)) !== 0;
      if (!is) continue;
      this.at[offset]?.fill(1);
      offsets |= 1 << offset;
    }
    return offsets | (from === 0 ? 0 : BEYOND);
  }

  private atom(set: CharacterSet, from: number): number {
    let offsets = from & BEYOND;
    for (let offset = 0; offset < HEAD_LENGTH; offset++) {
      if ((from & (1 << offset)) === 0) continue;
      const here = this.at[offset];
      if (here !== undefined) addAll(here, set);
      offsets |= 1 << (offset + 1);
      if (set[NOT_ASCII] !== 1) continue;
      // Outside ASCII a character may be a pair of units.
      const next = this.at[offset + 1];
      if (next !== undefined) next[NOT_ASCII] = 1;
      offsets |= Math.min(1 << (offset + 2), BEYOND);
    }
    return offsets;
  }

  private repeat(node: PatternNode & { type: 'repeat' }, from: number): number {
    let reached = node.min === 0 ? from : 0;
    let current = from;
    for (let turn = 1; turn <= Math.min(node.max, HEAD_LENGTH + 1); turn++) {
      const next = this.walk(node.body, current);
      if (turn >= node.min) reached |= next;
      if (next === current) break;
      current = next;
    }
    return node.min > HEAD_LENGTH + 1 || reached === 0 ? reached | current : reached;
  }
}

/** Alternatives at the head of a pattern, each with what stands before it. */
function branches(node: PatternNode): readonly (readonly PatternNode[])[] {
  if (node.type === 'choice') return node.options.flatMap(branches);
  if (node.type === 'group') return branches(node.body);
  if (node.type !== 'sequence') return [[node]];
  const first = node.parts.findIndex((part) => part.type !== 'look' && part.type !== 'assert');
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
function ruledOut(node: PatternNode, setOf: (atom: string) => CharacterSet): CharacterSet | undefined {
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
function askedFor(node: PatternNode, setOf: (atom: string) => CharacterSet): CharacterSet | undefined {
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

export function headsOf(root: PatternNode, setOf: (atom: string) => CharacterSet): readonly Head[] {
  const split = branches(root);
  const kept = split.length > BRANCHES_MAX ? [[root]] : split;
  const word = setOf('\\w').slice();
  word[NOT_ASCII] = 0;
  return kept.map((parts) => {
    const writer = new HeadWriter(setOf);
    writer.anything(writer.walk({ type: 'sequence', parts }, 1) & ~BEYOND);
    const before = fullSet();
    for (const part of parts) {
      if (part.type !== 'look' && part.type !== 'assert') break;
      const isBoundary =
        part.type === 'assert' &&
        part.source === '\\b' &&
        writer.at[0]?.every((is, symbol) => is === 0 || word[symbol] === 1) === true;
      const out = isBoundary ? word : ruledOut(part, setOf);
      const asked = askedFor(part, setOf);
      for (let symbol = 0; symbol < SYMBOLS; symbol++)
        if (out?.[symbol] === 1 || asked?.[symbol] === 0) before[symbol] = 0;
    }
    return { before, at: writer.at };
  });
}
