/** Symbols that no set tells from one another are one class: tables by class are small. */
import { SYMBOLS, type CharacterSet } from './character-set.js';

export interface SymbolClasses {
  readonly classOf: Uint8Array;
  readonly count: number;
}

export function symbolClasses(sets: Iterable<CharacterSet>): SymbolClasses {
  const classOf = new Uint8Array(SYMBOLS);
  let count = 1;
  for (const set of new Set(sets)) {
    if (count === SYMBOLS) break;
    // Each class is cut in two where the set holds some of it: the part outside gets a number of its own.
    const outside = new Map<number, number>();
    const holdsSome = new Set<number>();
    for (let symbol = 0; symbol < SYMBOLS; symbol++)
      if (set[symbol] === 1) holdsSome.add(classOf[symbol] as number);
    for (let symbol = 0; symbol < SYMBOLS; symbol++) {
      const cls = classOf[symbol] as number;
      if (set[symbol] === 1 || !holdsSome.has(cls)) continue;
      const own = outside.get(cls) ?? count++;
      outside.set(cls, own);
      classOf[symbol] = own;
    }
  }
  return { classOf, count };
}
