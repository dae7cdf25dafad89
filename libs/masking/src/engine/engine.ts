/** A table of detectors made ready to search texts: what brings which rows into play, and where their matches can start. */
import { ContextWords } from './context-words.js';
import { FieldNames, NO_FIELD, type FieldName } from './field-names.js';
import { hintMarks } from './hints.js';
import { HintedRows } from './hinted-rows.js';
import { KeywordScanner } from '../prefilter/keyword-scanner.js';
import type { Row } from './row.js';
import { Scanner } from './scanner.js';
import { indexOf, type StartIndex } from './start-index.js';
import { WholeSearch } from './whole-search.js';

export interface Budget {
  /** Units matched by one detector per unit of text read: more is a pattern run wild. */
  readonly matchedPerUnitMax: number;
  /** Units any detector may match from the start, so that short texts are not judged by their length. */
  readonly matchedAtStartMax: number;
}

/** Words as streams have them. */
const warmedWith =
  'The model says, in 2 or 3 sentences, what it was asked for; see https://example.com/a-b_c. ';

export class Engine {
  /** Words that bring rows into play; the ids are numbers of rows. */
  readonly words: KeywordScanner;
  /** Rows that a hint brings into play, by what can stand before it. */
  readonly hinted: readonly HintedRows[];
  /** All hints that bring a row into play. */
  readonly gates: number;
  /** Rows that nothing but their pattern tells of; there are none in the tables that ship. */
  readonly plain: readonly Row[];
  readonly contextWords: ContextWords;
  readonly whole: WholeSearch;
  private readonly fields: FieldNames;
  private readonly byKind: ReadonlyMap<string, Row>;
  /** For streams, of which nothing is known beforehand, by the rows of keys that are there. */
  private readonly everywhere = new Map<string, StartIndex>();

  constructor(
    readonly rows: readonly Row[],
    readonly budget: Budget,
  ) {
    this.words = new KeywordScanner(
      rows.map((row) => (row.trigger === 'word' ? row.words : [])),
      hintMarks,
    );
    this.hinted = HintedRows.of(rows.filter((row) => row.trigger === 'hint'));
    this.gates = this.hinted.reduce((bits, { gate }) => bits | gate, 0);
    this.plain = rows.filter((row) => row.trigger === 'none');
    this.byKind = new Map(rows.map((row) => [row.kind, row]));
    this.contextWords = new ContextWords(rows);
    this.fields = new FieldNames(rows, this.contextWords);
    this.whole = new WholeSearch(this);
  }

  /** What `redact` puts in the place of a kind; undefined for one that no row has. */
  replacementOf(kind: string): string | undefined {
    return this.byKind.get(kind)?.replacement;
  }

  /** What keyed digests of a value of this kind are of. */
  identityOf(kind: string, value: string): { readonly kind: string; readonly value: string } {
    const identity = this.byKind.get(kind)?.identity;
    return identity === undefined ? { kind, value } : { kind: identity.kind, value: identity.valueOf(value) };
  }

  field(name: string | undefined): FieldName {
    return name === undefined ? NO_FIELD : this.fields.meaningOf(name);
  }

  /** Does once what first texts would wait for: patterns are compiled as they are first used. Some tenths of a second. */
  warm(): void {
    for (const row of this.rows)
      for (const text of row.examples.match)
        this.whole.search(text, row.isByField ? this.field(row.keys?.[0]) : NO_FIELD);
    new Scanner(this, NO_FIELD).advance(warmedWith, false);
  }

  /** For a text of which nothing is known but the field it stands in. */
  anywhere(field: FieldName): StartIndex {
    const own = field.ownRows.filter((row) => row.trigger === 'field');
    const name = own.length === 0 ? '' : own.map(({ number }) => number).join(' ');
    let index = this.everywhere.get(name);
    if (index !== undefined) return index;
    index = indexOf(this.rows.filter((row) => row.trigger !== 'field' || own.includes(row)));
    this.everywhere.set(name, index);
    return index;
  }
}
