/** How far into a match something that must stand in it can first stand: where it does not stand near, no match begins. */
import { addAll, emptySet, NOT_ASCII, type CharacterSet } from './character-set.js';
import type { PatternNode } from './syntax.js';

interface Spread {
  /** Longest text without the mark; -1 where every text has it. */
  readonly without: number;
  /** The most that can stand before the first mark; -1 where no text has it. */
  readonly before: number;
}

type AtomSets = (atom: string) => CharacterSet;

/** What a character counts: UTF-16 units, of which one beyond ASCII may have two, or itself. */
type Measure = (set: CharacterSet) => number;
const units: Measure = (set) => (set[NOT_ASCII] === 1 ? 2 : 1);
const characters: Measure = () => 1;

function spread(node: PatternNode, marks: CharacterSet, setOf: AtomSets, measure = units): Spread {
  switch (node.type) {
    case 'atom': {
      const set = setOf(node.source);
      let hasMark = false;
      let hasOther = false;
      for (let symbol = 0; symbol < set.length; symbol++) {
        if (set[symbol] !== 1) continue;
        if (marks[symbol] === 1) hasMark = true;
        else hasOther = true;
      }
      return { without: hasOther ? measure(set) : -1, before: hasMark ? 0 : -1 };
    }
    case 'assert':
    case 'look':
    case 'flags':
      return { without: 0, before: -1 };
    case 'back':
      return { without: Infinity, before: 0 };
    case 'group':
      return spread(node.body, marks, setOf, measure);
    case 'choice': {
      const options = node.options.map((option) => spread(option, marks, setOf, measure));
      return {
        without: Math.max(...options.map(({ without }) => without)),
        before: Math.max(...options.map(({ before }) => before)),
      };
    }
    case 'repeat': {
      if (node.max === 0) return { without: 0, before: -1 };
      const { without, before } = spread(node.body, marks, setOf, measure);
      if (without < 0) return { without: node.min === 0 ? 0 : -1, before };
      return {
        without: without === 0 ? 0 : without * node.max,
        before: before < 0 ? -1 : (without === 0 ? 0 : without * (node.max - 1)) + before,
      };
    }
    case 'sequence':
      return sequence(node.parts, marks, setOf, measure);
  }
}

function sequence(
  parts: readonly PatternNode[],
  marks: CharacterSet,
  setOf: AtomSets,
  measure: Measure,
): Spread {
  let without = 0;
  let before = -1;
  for (const part of parts) {
    const here = spread(part, marks, setOf, measure);
    if (here.before >= 0) before = Math.max(before, without + here.before);
    if (here.without < 0) return { without: -1, before };
    without += here.without;
  }
  return { without, before };
}

/** Units of a match before the first character of the set, at the most, where there is one; Infinity if unknown. */
export const reachOf = (node: PatternNode, marks: CharacterSet, setOf: AtomSets): number =>
  reachIn(node, marks, setOf, units);

/** The same, in characters. */
export const charactersBefore = (node: PatternNode, marks: CharacterSet, setOf: AtomSets): number =>
  reachIn(node, marks, setOf, characters);

function reachIn(node: PatternNode, marks: CharacterSet, setOf: AtomSets, measure: Measure): number {
  const { before } = spread(node, marks, setOf, measure);
  return Math.min(before < 0 ? 0 : before, aheadReach(node, marks, setOf, measure));
}

/** A look-ahead at the start of a pattern that cannot do without a character of the set: how far before it that can be. */
function aheadReach(node: PatternNode, marks: CharacterSet, setOf: AtomSets, measure: Measure): number {
  if (node.type === 'group') return aheadReach(node.body, marks, setOf, measure);
  if (node.type === 'look' && node.ahead && !node.negative) {
    const { without, before } = spread(node.body, marks, setOf, measure);
    return without < 0 ? before : Infinity;
  }
  if (node.type !== 'sequence') return Infinity;
  let reach = Infinity;
  for (const part of node.parts) {
    reach = Math.min(reach, aheadReach(part, marks, setOf, measure));
    if (part.type !== 'look' && part.type !== 'assert') break;
  }
  return reach;
}

/** What can stand before the first character of the set in a match, and it; never too few. */
export function leadOf(node: PatternNode, marks: CharacterSet, setOf: AtomSets): CharacterSet {
  const lead = emptySet();
  collect(node, marks, setOf, lead);
  return lead;
}

function collect(node: PatternNode, marks: CharacterSet, setOf: AtomSets, into: CharacterSet): void {
  if (node.type === 'atom') addAll(into, setOf(node.source));
  else if (node.type === 'back') into.fill(1);
  else if (node.type === 'group' || node.type === 'repeat') collect(node.body, marks, setOf, into);
  else if (node.type === 'choice') for (const option of node.options) collect(option, marks, setOf, into);
  else if (node.type === 'sequence')
    for (const part of node.parts) {
      collect(part, marks, setOf, into);
      if (spread(part, marks, setOf).without < 0) return;
    }
}

/** Texts that a part can be, where they are few. */
const textsMax = 64;
const charactersMax = 8;

/** The ASCII characters of a set, in lower case, where they are few. */
function fewCharacters(set: CharacterSet): readonly string[] | undefined {
  const characters = new Set<string>();
  for (let code = set.indexOf(1); code >= 0 && code < NOT_ASCII; code = set.indexOf(1, code + 1)) {
    characters.add(String.fromCharCode(code).toLowerCase());
    if (characters.size > charactersMax) return undefined;
  }
  return [...characters];
}

function textsOf(node: PatternNode, setOf: AtomSets): readonly string[] | undefined {
  switch (node.type) {
    case 'assert':
    case 'look':
    case 'flags':
      return [''];
    case 'back':
      return undefined;
    case 'group':
      return textsOf(node.body, setOf);
    case 'atom': {
      const { source } = node;
      if (source.length === 1 && source !== '.') return [source.toLowerCase()];
      if (/^\\[^\w]$/.test(source)) return [source.charAt(1)];
      const set = setOf(source);
      if (set[NOT_ASCII] === 1) return undefined;
      return fewCharacters(set);
    }
    case 'choice': {
      const options = node.options.map((option) => textsOf(option, setOf));
      const all = options.flatMap((option) => option ?? []);
      return options.includes(undefined) || all.length > textsMax ? undefined : all;
    }
    case 'repeat': {
      const body = node.max <= 8 ? textsOf(node.body, setOf) : undefined;
      if (body === undefined) return undefined;
      let turn: readonly string[] | undefined = [''];
      const all: string[] = node.min === 0 ? [''] : [];
      for (let count = 1; count <= node.max; count++) {
        turn = product(turn, body);
        if (turn === undefined) return undefined;
        if (count >= node.min) all.push(...turn);
      }
      return all.length > textsMax ? undefined : all;
    }
    case 'sequence': {
      let texts: readonly string[] | undefined = [''];
      for (const part of node.parts) {
        const here = textsOf(part, setOf);
        texts = texts === undefined || here === undefined ? undefined : product(texts, here);
      }
      return texts;
    }
  }
}

function product(left: readonly string[], right: readonly string[]): readonly string[] | undefined {
  if (left.length * right.length > textsMax) return undefined;
  return left.flatMap((one) => right.map((other) => one + other));
}

/** Longest text, in UTF-16 units. */
function unitsMax(node: PatternNode, setOf: AtomSets): number {
  return spread(node, new Uint8Array(NOT_ASCII + 3), setOf).without;
}

/** Units of a match within which one of the words, in lower case, is there whole; Infinity where that is not known. */
export function wordReachOf(node: PatternNode, words: readonly string[], setOf: AtomSets): number {
  const holds = (text: string): boolean => words.some((word) => text.includes(word));
  if (node.type === 'group') return wordReachOf(node.body, words, setOf);
  if (node.type === 'choice')
    return Math.max(...node.options.map((option) => wordReachOf(option, words, setOf)));
  if (node.type === 'repeat') return node.min > 0 ? wordReachOf(node.body, words, setOf) : Infinity;
  const parts = node.type === 'sequence' ? node.parts : [node];
  let units = 0;
  let texts: readonly string[] = [''];
  for (const part of parts) {
    const here = textsOf(part, setOf);
    const inside = part.type === 'atom' || part.type === 'look' ? Infinity : nested(part, words, setOf);
    if (inside !== Infinity) return units + inside;
    units += unitsMax(part, setOf);
    texts = here === undefined ? [''] : (product(texts, here) ?? here);
    if (texts.every(holds)) return units;
  }
  return Infinity;
}

const nested = (part: PatternNode, words: readonly string[], setOf: AtomSets): number =>
  part.type === 'sequence' || part.type === 'group' || part.type === 'choice' || part.type === 'repeat'
    ? wordReachOf(part, words, setOf)
    : Infinity;
