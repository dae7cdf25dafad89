/**
 * The positions of a pattern, as Glushkov's automaton has them: which characters each takes, and which can follow. An index of
 * starts reads them in place of running the pattern; they may take more than the pattern does, never less.
 */
import { addAll, emptySet, fullSet, NOT_ASCII, type CharacterSet } from './character-set.js';
import { aheadOf, beforeOf, branchesOf } from './surroundings.js';
import type { PatternNode } from './syntax.js';

/** Characters that are told apart, the most that fit: a match that goes on behind them is taken for possible. */
const depths = [32, 16, 8, 4] as const;
/** Of one pattern; the longest tokens and e-mail addresses have some hundred. */
const positionsMax = 1_024;
const linksMax = 32_768;

/** Positions at which a match can begin where one of the symbols of `before` stands before it. */
export interface Entry {
  readonly before: CharacterSet;
  readonly positions: readonly number[];
}

export interface Positions {
  /** Characters that the n-th position takes. */
  readonly sets: readonly CharacterSet[];
  /** Positions that can follow the n-th. */
  readonly follows: readonly (readonly number[])[];
  /** Whether, where the n-th was taken, a match is possible and nothing more need be read. */
  readonly isEnd: readonly boolean[];
  readonly entries: readonly Entry[];
}

/** A way to the next character: behind which position (none: at the start), and what look-aheads let it be. */
interface Way {
  readonly from: number | undefined;
  readonly allowed: CharacterSet | undefined;
}

interface Front {
  readonly ways: readonly Way[];
  /** Characters read so far, at least. */
  readonly depth: number;
}

const EVERYTHING = fullSet();
const SECOND_OF_PAIR = emptySet();
SECOND_OF_PAIR[NOT_ASCII] = 1;

const both = (one: CharacterSet, other: CharacterSet | undefined): CharacterSet =>
  other === undefined ? one : one.map((is, symbol) => is & (other[symbol] as number));

const joined = (fronts: readonly Front[]): Front => ({
  ways: fronts.flatMap(({ ways }) => ways),
  depth: Math.min(...fronts.map(({ depth }) => depth)),
});

type Froms = readonly (number | undefined)[];

/** Where ways come from, each once, by what they let the next character be. */
function grouped(ways: readonly Way[]): readonly (readonly [CharacterSet | undefined, Froms])[] {
  const [first] = ways;
  if (first !== undefined && ways.length === 1) return [[first.allowed, [first.from]]];
  const groups = new Map<CharacterSet | undefined, Set<number | undefined>>();
  for (const { from, allowed } of ways) {
    const froms = groups.get(allowed) ?? new Set();
    groups.set(allowed, froms.add(from));
  }
  return Array.from(groups, ([allowed, froms]) => [allowed, [...froms]] as const);
}

class PositionWriter {
  readonly sets: CharacterSet[] = [];
  readonly follows: number[][] = [];
  readonly isEnd: boolean[] = [];
  private first: number[] = [];
  private links = 0;

  constructor(
    private readonly setOf: (atom: string) => CharacterSet,
    private readonly depthMax: number,
  ) {}

  get isFull(): boolean {
    return this.sets.length > positionsMax || this.links > linksMax;
  }

  /** Writes a branch; returns the positions that begin it. */
  branch(parts: readonly PatternNode[]): readonly number[] {
    this.first = [];
    this.finish(
      this.walk({ type: 'sequence', parts }, { ways: [{ from: undefined, allowed: undefined }], depth: 0 }),
    );
    return this.first;
  }

  private walk(node: PatternNode, front: Front): Front {
    if (front.ways.length === 0 || this.isFull) return { ways: [], depth: front.depth };
    switch (node.type) {
      case 'atom':
        return this.atom(this.setOf(node.source), front);
      case 'group':
        return this.walk(node.body, front);
      case 'sequence':
        return node.parts.reduce((reached, part) => this.walk(part, reached), front);
      case 'choice':
        return joined(node.options.map((option) => this.walk(option, front)));
      case 'repeat':
        return this.repeat(node, front);
      case 'back':
        this.finish(front);
        return { ways: [], depth: front.depth };
      case 'look': {
        const allowed = aheadOf(node, this.setOf);
        if (allowed === undefined) return front;
        const ways = front.ways.map((way) => ({ from: way.from, allowed: both(allowed, way.allowed) }));
        return { ways, depth: front.depth };
      }
      case 'assert':
      case 'flags':
        return front;
    }
  }

  private repeat({ body, min, max }: PatternNode & { type: 'repeat' }, front: Front): Front {
    const reached: Front[] = min === 0 ? [front] : [];
    let turn = front;
    for (let count = 1; count <= max && turn.ways.length > 0; count++) {
      turn = this.walk(body, turn);
      if (count >= min) reached.push(turn);
    }
    return reached.length === 0 ? turn : joined(reached);
  }

  private atom(set: CharacterSet, { ways, depth }: Front): Front {
    const isLast = depth >= this.depthMax;
    const next: Way[] = [];
    for (const [allowed, froms] of grouped(ways)) {
      const position = this.add(both(set, allowed), froms, isLast);
      next.push({ from: position, allowed: undefined });
      // Outside ASCII a character may be a pair of units.
      if (set[NOT_ASCII] !== 1 || isLast) continue;
      next.push({ from: this.add(SECOND_OF_PAIR, [position], false), allowed: undefined });
    }
    return { ways: isLast ? [] : next, depth: depth + 1 };
  }

  /** A match may end here: what is taken then is the character behind it, or the end of the text. */
  private finish({ ways }: Front): void {
    for (const [allowed, froms] of grouped(ways)) this.add(allowed ?? EVERYTHING, froms, true);
  }

  private add(set: CharacterSet, froms: Froms, isEnd: boolean): number {
    const position = this.sets.push(set) - 1;
    this.follows.push([]);
    this.isEnd.push(isEnd);
    this.links += froms.length;
    for (const from of froms) (from === undefined ? this.first : this.follows[from])?.push(position);
    return position;
  }
}

/** `setOf` says of an atom which characters it may match. */
export function positionsOf(root: PatternNode, setOf: (atom: string) => CharacterSet): Positions {
  const branches = branchesOf(root);
  for (const depth of depths) {
    const writer = new PositionWriter(setOf, depth);
    const entries = branches.map((parts) => {
      const positions = writer.branch(parts);
      const first = emptySet();
      for (const position of positions) addAll(first, writer.sets[position] ?? first);
      return { before: beforeOf(parts, first, setOf), positions };
    });
    if (!writer.isFull) return { sets: writer.sets, follows: writer.follows, isEnd: writer.isEnd, entries };
  }
  return anything;
}

/** A match is possible everywhere. */
const anything: Positions = {
  sets: [EVERYTHING],
  follows: [[]],
  isEnd: [true],
  entries: [{ before: EVERYTHING, positions: [0] }],
};
