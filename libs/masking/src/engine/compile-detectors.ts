/** Makes an engine of a table of detectors: everything that can be known before a text is seen. */
import type { Detector } from '../detector.js';
import type { FieldName } from './candidate.js';
import { keyWords, plainKey, wordFinder } from './context.js';
import { ALL_HINTS, gates, heldIn } from './hints.js';
import { DetectorError, ecmascriptMatcher, type CompiledDetector } from './matcher.js';
import { hasKeyword, KeywordScanner, type KeywordSet } from '../prefilter/keyword-scanner.js';
import { StartIndex, type Activity } from './start-index.js';

/** The kind of a text that could not be checked, whole: it counts as one finding. */
export const UNCHECKED = 'unchecked';

/** Units matched by one detector per unit of text read: more is a pattern run wild. */
const matchedPerUnitMax = 64;
/** Units any detector may match from the start, so that short texts are not judged by their length. */
const matchedAtStartMax = 65_536;
/** Rows with longer matches are chosen by what the whole text holds. */
const shortLengthMax = 512;

export interface EngineOptions {
  /** Compiled operator patterns; they follow the rows. */
  readonly operator?: readonly CompiledDetector[];
  /** Units one detector may match per unit of text read. */
  readonly matchedPerUnitMax?: number;
  readonly matchedAtStartMax?: number;
}

export interface Row extends CompiledDetector {
  readonly number: number;
  readonly hasContextWord: (text: string) => boolean;
  /** Bit of what must stand in a match; 0 where nothing must or it is not worth a look. */
  readonly gate: number;
  /** Its matches are so short that a look at the neighbourhood tells whether there can be one. */
  readonly isShort: boolean;
  readonly isContextGated: boolean;
  /** Looked for under its keys alone. */
  readonly isKeyOnly: boolean;
}

export interface Budget {
  readonly matchedPerUnitMax: number;
  readonly matchedAtStartMax: number;
}

/** Start indexes kept beside the one for all rows; texts of one kind need a handful. */
const indexesMax = 48;
/** Shorter texts are not looked at for hints: that costs as much as it saves. */
const gatedFromUnits = 64;
/** Combinations of words near values of one field that are remembered. */
const activitiesMax = 512;
/** Field names whose meaning is remembered: a document uses a few over and over. */
const fieldsMax = 4_096;

/** A set as a short text, to remember by. */
function written(words: KeywordSet): string {
  let text = '';
  for (let index = 0; index < words.length; index++) {
    const bits = words[index];
    if (bits !== 0) text += ` ${index}:${bits}`;
  }
  return text;
}

export class Engine {
  /** For all rows but those of keys that are not there, by the rows of keys that are. */
  private readonly everywhere = new Map<string, StartIndex>();
  /** For some rows, by their numbers. */
  private readonly indexes = new Map<string, StartIndex>();
  private readonly fields = new Map<string, FieldName>();
  private readonly noField: FieldName = { rows: new Set(), known: new Map() };
  private readonly replacements: ReadonlyMap<string, string>;
  private readonly byKey = new Map<string, readonly number[]>();
  /** Group n: keywords of row n; group n + number of rows: its context words. */
  private readonly words: KeywordScanner;

  constructor(
    readonly rows: readonly Row[],
    readonly budget: Budget,
  ) {
    this.words = new KeywordScanner([
      ...rows.map((row) => row.keywords ?? []),
      ...rows.map((row) => (row.isContextGated ? (row.context ?? []) : [])),
    ]);
    this.replacements = new Map(rows.map((row) => [row.kind, row.replacement]));
    for (const row of rows)
      for (const key of row.keys ?? []) this.byKey.set(key, [...(this.byKey.get(key) ?? []), row.number]);
  }

  /** What `redact` puts in the place of a kind; undefined for one that no row has. */
  replacementOf(kind: string): string | undefined {
    return this.replacements.get(kind);
  }

  field(key: string | undefined): FieldName {
    if (key === undefined) return this.noField;
    let field = this.fields.get(key);
    if (field !== undefined) return field;
    const words = keyWords(key);
    const byName = this.byKey.get(plainKey(key)) ?? [];
    const byWord = this.rows.filter((row) => row.hasContextWord(words)).map((row) => row.number);
    field = { rows: new Set([...byName, ...byWord]), known: new Map() };
    if (this.fields.size < fieldsMax) this.fields.set(key, field);
    return field;
  }

  /** For a text of which nothing is known but the field it stands in. */
  anywhere(field: FieldName): StartIndex {
    let name = '';
    for (const number of field.rows) if (this.rows[number]?.isKeyOnly === true) name += ` ${number}`;
    let index = this.everywhere.get(name);
    if (index !== undefined) return index;
    index = this.build(this.rows.filter((row) => !row.isKeyOnly || field.rows.has(row.number)));
    this.everywhere.set(name, index);
    return index;
  }

  /** What of the words of rows a text holds; valid until asked again. */
  wordsIn(text: string): KeywordSet {
    return this.words.scan(text);
  }

  /**
   * For a part of a text by what it and its surroundings hold: `near` of the part with its surroundings (`window`), `far` of
   * the whole text, which counts for rows with long matches.
   */
  within(window: string, near: KeywordSet, far: KeywordSet, field: FieldName): Activity {
    const { rows } = this;
    const held = window.length < gatedFromUnits ? ALL_HINTS : heldIn(window);
    const words = `${held}${written(near)}${near === far ? '' : `/${written(far)}`}`;
    const known = field.known.get(words);
    if (known !== undefined) return known;
    const isActive = new Uint8Array(rows.length);
    let name = '';
    for (const row of rows) {
      const { number } = row;
      const is =
        (!row.isShort || (row.gate & ~held) === 0) &&
        (row.keywords === undefined || hasKeyword(row.isShort ? near : far, number)) &&
        (field.rows.has(number) ||
          (!row.isKeyOnly && (!row.isContextGated || hasKeyword(near, number + rows.length))));
      if (!is) continue;
      isActive[number] = 1;
      name += String.fromCharCode(number);
    }
    const index = this.indexOf(
      name,
      rows.filter((row) => isActive[row.number] === 1),
    );
    const activity = index === undefined ? { index: this.anywhere(field), isActive } : { index };
    if (field.known.size < activitiesMax) field.known.set(words, activity);
    return activity;
  }

  private indexOf(name: string, rows: readonly Row[]): StartIndex | undefined {
    let index = this.indexes.get(name);
    if (index !== undefined || this.indexes.size >= indexesMax) return index;
    index = this.build(rows);
    this.indexes.set(name, index);
    return index;
  }

  private build(rows: readonly Row[]): StartIndex {
    return new StartIndex(
      rows.flatMap((row) => row.matcher.heads),
      rows.flatMap((row) => row.matcher.heads.map(() => row.number)),
    );
  }
}

function compileRow(row: Detector): CompiledDetector {
  try {
    return { ...row, matcher: ecmascriptMatcher(row) };
  } catch (cause) {
    if (cause instanceof DetectorError) throw cause;
    throw new DetectorError(
      'DETECTOR_PATTERN_INVALID',
      `${row.kind}: /${row.pattern.source}/ cannot be compiled`,
      { cause },
    );
  }
}

/** Throws `DetectorError` for rows that break their own contract: tests of the tables see it, running services do not. */
export function compileDetectors(rows: readonly Detector[], options: EngineOptions = {}): Engine {
  const compiled = [...rows.map(compileRow), ...(options.operator ?? [])];
  const kinds = new Set<string>([UNCHECKED]);
  for (const { kind } of compiled) {
    if (kinds.has(kind)) throw new DetectorError('DETECTOR_DUPLICATE', `${kind} is there twice`);
    kinds.add(kind);
  }
  return new Engine(
    compiled.map((row, number) => {
      const isShort = row.matcher.lengthMax <= shortLengthMax;
      return {
        ...row,
        number,
        ...(row.keywords === undefined ? {} : { keywords: row.keywords.map((word) => word.toLowerCase()) }),
        hasContextWord: wordFinder(row.context ?? []),
        gate: row.hint !== undefined ? gates[row.hint] : 0,
        isShort,
        isContextGated: isShort && row.needsContext === true,
        isKeyOnly: row.needsContext === true && (row.context?.length ?? 0) === 0,
      };
    }),
    {
      matchedPerUnitMax: options.matchedPerUnitMax ?? matchedPerUnitMax,
      matchedAtStartMax: options.matchedAtStartMax ?? matchedAtStartMax,
    },
  );
}
