/** Says in one pass which words of a large set occur in a text and where, so that only patterns that can match are run. */
import { buildKeywordAutomaton, type KeywordAutomaton } from './keyword-automaton.js';

const ASCII = /^[\0-\x7f]*$/;

/** The words of each script by themselves, so that the common table stays small. */
interface Part {
  readonly automaton: KeywordAutomaton;
  /** Number of its first end among those of all parts. */
  readonly firstNumber: number;
}

/**
 * Built once from groups of words; group n is id n. Case does not count. Linear in the text, without allocation: what `scan`
 * found is valid until it is called again.
 */
export class KeywordScanner {
  /** What was found, in the order in which it ends: one behind its last unit, and which end of words was met there. */
  ends = new Int32Array(64);
  numbers = new Int32Array(64);
  found = 0;
  /** All marks of the units that were read, as given to the constructor. */
  marks = 0;
  /** Ids of the words that each number stands for. */
  readonly ids: readonly Int32Array[];
  private readonly plain: Part;
  private readonly foreign: Part | undefined;

  /** `markOf`: bits of ASCII units that a caller wants to be told of. */
  constructor(
    groups: readonly (readonly string[])[],
    private readonly markOf: Uint8Array = new Uint8Array(128),
  ) {
    this.plain = {
      automaton: buildKeywordAutomaton(groups.map((words) => words.filter((word) => ASCII.test(word)))),
      firstNumber: 0,
    };
    const rest = groups.map((words) => words.filter((word) => !ASCII.test(word)));
    const firstNumber = this.plain.automaton.starts.length - 1;
    if (rest.some(({ length }) => length > 0))
      this.foreign = { automaton: buildKeywordAutomaton(rest), firstNumber };
    this.ids = [this.plain, ...(this.foreign === undefined ? [] : [this.foreign])].flatMap(({ automaton }) =>
      Array.from(automaton.starts.subarray(1), (end, n) => automaton.ids.slice(automaton.starts[n], end)),
    );
  }

  /** Reads `text.slice(start, end)`; offsets count from the start of `text`. Returns how many words were found. */
  scan(text: string, start = 0, end = text.length): number {
    const { classes, next, shift, firstEnd } = this.plain.automaton;
    const { markOf } = this;
    this.found = 0;
    let state = 0;
    let seen = 0;
    let marks = 0;
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at);
      seen |= code;
      marks |= markOf[code & 127] as number;
      state = next[(state << shift) | (classes[code] as number)] as number;
      if (state >= firstEnd) this.meet(at + 1, state - firstEnd);
    }
    this.marks = marks;
    if (seen >= 128 && this.foreign !== undefined) this.scanForeign(this.foreign, text, start, end);
    return this.found;
  }

  /** What was found in a part of a text, as found in that part alone. */
  moveBack(units: number): number {
    for (let n = 0; n < this.found; n++) this.ends[n] = (this.ends[n] as number) - units;
    return this.found;
  }

  /** Ids of the words that were found, in no order, each once. */
  foundIds(): ReadonlySet<number> {
    const ids = new Set<number>();
    for (const number of this.numbers.subarray(0, this.found))
      for (const id of this.ids[number] ?? []) ids.add(id);
    return ids;
  }

  private scanForeign({ automaton, firstNumber }: Part, text: string, start: number, end: number): void {
    const { classes, next, shift, firstEnd } = automaton;
    const before = this.found;
    let state = 0;
    for (let at = start; at < end; at++) {
      state = next[(state << shift) | (classes[text.charCodeAt(at)] as number)] as number;
      if (state >= firstEnd) this.meet(at + 1, state - firstEnd + firstNumber);
    }
    if (before > 0 && this.found > before) this.sort();
  }

  private sort(): void {
    const order = Array.from({ length: this.found }, (_, n) => n);
    const { ends, numbers } = this;
    order.sort((a, b) => (ends[a] as number) - (ends[b] as number));
    this.ends = Int32Array.from(order, (n) => ends[n] as number);
    this.numbers = Int32Array.from(order, (n) => numbers[n] as number);
  }

  private meet(end: number, number: number): void {
    if (this.found === this.ends.length) {
      const [ends, numbers] = [new Int32Array(this.found * 2), new Int32Array(this.found * 2)];
      ends.set(this.ends);
      numbers.set(this.numbers);
      [this.ends, this.numbers] = [ends, numbers];
    }
    this.ends[this.found] = end;
    this.numbers[this.found++] = number;
  }
}
