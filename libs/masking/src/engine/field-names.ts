/** What the name of a JSON key or column says of the values that stand under it. */
import { keyWords, plainKey } from './context.js';
import type { ContextWords } from './context-words.js';
import type { Row } from './row.js';

/** The name of the field a text stands in, as far as rows care. */
export interface FieldName {
  /** Numbers of the rows that it makes certain: it is one of their keys, or holds one of their context words. */
  readonly rows: ReadonlySet<number>;
  /** Of those, the ones that nothing else brings into play; empty for most names. */
  readonly ownRows: readonly Row[];
}

export const NO_FIELD: FieldName = { rows: new Set(), ownRows: [] };

/** Names whose meaning is remembered: a document uses a few over and over. */
const namesMax = 4_096;
/** Longer ones are not worth their place. */
const nameLengthMax = 128;

export class FieldNames {
  private readonly known = new Map<string, FieldName>();
  private readonly byKey = new Map<string, number[]>();

  constructor(
    private readonly rows: readonly Row[],
    private readonly contextWords: ContextWords,
  ) {
    for (const row of rows)
      for (const key of row.keys ?? []) {
        const numbers = this.byKey.get(key) ?? [];
        numbers.push(row.number);
        this.byKey.set(key, numbers);
      }
  }

  meaningOf(name: string): FieldName {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const meaning = this.read(name);
    // A copy: a part of a document would keep all of it in memory.
    if (this.known.size < namesMax && name.length <= nameLengthMax)
      this.known.set(Buffer.from(name, 'utf16le').toString('utf16le'), meaning);
    return meaning;
  }

  private read(name: string): FieldName {
    const words = keyWords(name);
    const numbers = new Set(this.byKey.get(plainKey(name)) ?? []);
    for (const number of this.contextWords.rowsIn(words)) numbers.add(number);
    if (numbers.size === 0) return NO_FIELD;
    return { rows: numbers, ownRows: this.rows.filter((row) => row.isByField && numbers.has(row.number)) };
  }
}
