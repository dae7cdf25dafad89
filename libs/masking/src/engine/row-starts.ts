/** Where matches of one row can start. */
import { NOT_ASCII, symbolBefore, emptySet, addAll, type CharacterSet } from '../pattern/character-set.js';
import type { Positions } from '../pattern/positions.js';
import { DEAD, StartIndex } from './start-index.js';

export class RowStarts {
  /** Characters that can begin a match. */
  private readonly first: CharacterSet = emptySet();
  /** Made when it is first asked for: most rows never are. */
  private index: StartIndex | undefined;

  constructor(
    private readonly number: number,
    private readonly positions: Positions,
  ) {
    for (const entry of positions.entries)
      for (const position of entry.positions) addAll(this.first, positions.sets[position] ?? this.first);
  }

  /** The first offset from `from` to `to`, both included, at which a match may start; above `to` where there is none. */
  next(text: string, from: number, to: number): number {
    const { first } = this;
    for (let at = from; at <= to; at++) {
      const code = text.charCodeAt(at);
      if (first[code < NOT_ASCII ? code : NOT_ASCII] === 1 && this.isLikely(text, at)) return at;
    }
    return to + 1;
  }

  private isLikely(text: string, at: number): boolean {
    const { number, positions } = this;
    const index = (this.index ??= new StartIndex([{ number, positions }]));
    const code = text.charCodeAt(at);
    const before = symbolBefore(
      at > 2 ? text.charCodeAt(at - 3) : 0,
      at > 1 ? text.charCodeAt(at - 2) : 0,
      at > 0 ? text.charCodeAt(at - 1) : -1,
    );
    const begun = index.start(before, code < NOT_ASCII ? code : NOT_ASCII);
    return begun !== DEAD && index.walkWhole(begun, text, at + 1) !== DEAD;
  }
}
