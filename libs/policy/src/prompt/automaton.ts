/** Where any of many phrases ends in a text, in time linear in the text however many they are (Aho and Corasick 1975). */
import { asciiOf, unitsOf } from './units.js';

interface Node {
  readonly id: number;
  readonly next: Map<number, Node>;
  fail: Node | undefined;
  /** Phrases that end here, those of the fail chain included, the longest first. */
  ends: readonly number[];
}

/** Steps that may stand in a table: 4 MB. Longer lists are walked, node by node. */
const TABLE_STEPS_MAX = 1_048_576;

/** @returns true: enough is known, the rest of the text is not looked at */
export type SeesPhrase = (phrase: number, end: number) => boolean;

/** @returns whether `sees` said that enough is known */
export type FindsPhrases = (text: string, sees: SeesPhrase) => boolean;

/** @param phrases empty ones are found nowhere, repeated ones under their first index */
export function automaton(phrases: readonly string[]): FindsPhrases {
  const nodes = build(phrases);
  const letters = alphabet(phrases);
  return nodes.length * letters.width > TABLE_STEPS_MAX ? walked(nodes) : tabled(nodes, letters);
}

/** States are where their rows begin; those where phrases end stand as their complement, below zero. */
function tabled(nodes: readonly Node[], letters: Alphabet): FindsPhrases {
  const { ascii, others, width } = letters;
  const table = tableOf(nodes, letters);
  const ends = nodes.map((node) => node.ends);
  const endsIn = (row: number, end: number, sees: SeesPhrase): boolean =>
    ends[row / width]?.some((phrase) => sees(phrase, end)) === true;
  const inUnits = (units: Uint8Array, length: number, sees: SeesPhrase): boolean => {
    let row = 0;
    for (let at = 0; at < length; at++) {
      row = table[row + (ascii[units[at] ?? 0] ?? 0)] ?? 0;
      if (row >= 0) continue;
      row = ~row;
      if (endsIn(row, at + 1, sees)) return true;
    }
    return false;
  };
  const inText = (text: string, sees: SeesPhrase): boolean => {
    let row = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      row = table[row + ((code < 128 ? ascii[code] : others.get(code)) ?? 0)] ?? 0;
      if (row >= 0) continue;
      row = ~row;
      if (endsIn(row, at + 1, sees)) return true;
    }
    return false;
  };
  return (text, sees) => {
    const units = others.size === 0 ? unitsOf(text) : asciiOf(text);
    return units === undefined ? inText(text, sees) : inUnits(units, text.length, sees);
  };
}

function walked(nodes: readonly Node[]): FindsPhrases {
  return (text, sees) => {
    let node = nodes[0];
    for (let at = 0; at < text.length; at++) {
      node = nodes[step(node, text.charCodeAt(at))];
      for (const phrase of node?.ends ?? []) {
        if (sees(phrase, at + 1)) return true;
      }
    }
    return false;
  };
}

interface Alphabet {
  readonly ascii: Uint16Array;
  readonly others: ReadonlyMap<number, number>;
  readonly width: number;
}

/** Numbers the letters that phrases have, from 1 on. */
function alphabet(phrases: readonly string[]): Alphabet {
  const ascii = new Uint16Array(256);
  const others = new Map<number, number>();
  let width = 1;
  for (const phrase of phrases) {
    for (let at = 0; at < phrase.length; at++) {
      const code = phrase.charCodeAt(at);
      if (code < 128 ? ascii[code] !== 0 : others.has(code)) continue;
      if (code < 128) ascii[code] = width;
      else others.set(code, width);
      width++;
    }
  }
  return { ascii, others, width };
}

function tableOf(nodes: readonly Node[], { ascii, others, width }: Alphabet): Int32Array {
  const table = new Int32Array(nodes.length * width);
  for (const { id, next, fail } of nodes) {
    // Nodes come in the order of their depth: the row that a failure leads to is there already.
    if (fail !== undefined) table.copyWithin(id * width, fail.id * width, (fail.id + 1) * width);
    for (const [code, child] of next) {
      const row = child.id * width;
      table[id * width + ((code < 128 ? ascii[code] : others.get(code)) ?? 0)] =
        child.ends.length === 0 ? row : ~row;
    }
  }
  return table;
}

function step(from: Node | undefined, code: number): number {
  let node = from;
  while (node !== undefined) {
    const next = node.next.get(code);
    if (next !== undefined) return next.id;
    node = node.fail;
  }
  return 0;
}

/** All nodes, by depth, the root first. */
function build(phrases: readonly string[]): readonly Node[] {
  const trie = grow(phrases);
  const nodes: Node[] = [];
  const queue: Step[] = [{ grown: trie, parent: undefined, code: 0 }];
  for (const { grown, parent, code } of queue) {
    const failed = parent?.fail === undefined ? undefined : nodes[step(parent.fail, code)];
    const fail = parent === undefined ? undefined : (failed ?? nodes[0]);
    const own = grown.phrase === undefined ? [] : [grown.phrase];
    const node: Node = { id: nodes.length, next: new Map(), fail, ends: [...own, ...(fail?.ends ?? [])] };
    nodes.push(node);
    parent?.next.set(code, node);
    for (const [letter, child] of grown.next) queue.push({ grown: child, parent: node, code: letter });
  }
  return nodes;
}

interface Step {
  readonly grown: Grown;
  readonly parent: Node | undefined;
  readonly code: number;
}

interface Grown {
  readonly next: Map<number, Grown>;
  phrase: number | undefined;
}

function grow(phrases: readonly string[]): Grown {
  const root: Grown = { next: new Map(), phrase: undefined };
  for (const [index, phrase] of phrases.entries()) {
    if (phrase === '') continue;
    let at = root;
    for (let unit = 0; unit < phrase.length; unit++) {
      const code = phrase.charCodeAt(unit);
      let next = at.next.get(code);
      if (next === undefined) at.next.set(code, (next = { next: new Map(), phrase: undefined }));
      at = next;
    }
    at.phrase ??= index;
  }
  return root;
}
