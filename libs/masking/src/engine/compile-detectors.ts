/** Makes an engine of a table of detectors: everything that can be known before a text is seen. */
import type { Detector } from '../detector.js';
import { plainKey, wordFinder } from './context.js';
import { DetectorError, ecmascriptMatcher, type CompiledDetector } from './matcher.js';
import { KeywordScanner } from '../prefilter/keyword-scanner.js';
import { StartIndex } from './start-index.js';

/** The kind of a text that could not be checked, whole: it counts as one finding. */
export const UNCHECKED = 'unchecked';

/** Units matched by one detector per unit of text read: more is a pattern run wild. */
const matchedPerUnitMax = 64;
/** Units any detector may match from the start, so that short texts are not judged by their length. */
const matchedAtStartMax = 65_536;
/** Rows with longer matches are looked for everywhere, without a look at what the neighbourhood holds. */
const gatedLengthMax = 512;

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
  /** Bit of what must stand near a match; 0 where nothing must or it is not worth a look. */
  readonly gate: number;
  readonly isKeywordGated: boolean;
  /** Looked for under its keys alone. */
  readonly isKeyOnly: boolean;
}

export interface Budget {
  readonly matchedPerUnitMax: number;
  readonly matchedAtStartMax: number;
}

/** Bits of hints; a text without digits has none of a row that needs them. */
export const gates = { digits: 1, 'letters-and-digits': 1, at: 2, colon: 4, dot: 8 } as const;
export const ALL_GATES = 15;

export class Engine {
  readonly keywordScanner: KeywordScanner;
  private readonly indexes = new Map<string, StartIndex>();
  private readonly byKey = new Map<string, readonly number[]>();

  constructor(
    readonly rows: readonly Row[],
    readonly budget: Budget,
  ) {
    this.keywordScanner = new KeywordScanner(rows.map((row) => row.keywords ?? []));
    for (const row of rows)
      for (const key of row.keys ?? []) this.byKey.set(key, [...(this.byKey.get(key) ?? []), row.number]);
  }

  /** Rows that a key of this name makes certain. */
  rowsOfKey(key: string | undefined): readonly number[] {
    return key === undefined ? [] : (this.byKey.get(plainKey(key)) ?? []);
  }

  /** For texts that hold what `held` says, with or without rows that need a keyword, under a key of these rows. */
  startIndex(held: number, withKeywords: boolean, keyRows: readonly number[]): StartIndex {
    const own = keyRows.filter((number) => this.rows[number]?.isKeyOnly === true);
    const name = `${held} ${withKeywords ? 1 : 0} ${own.join(' ')}`;
    let index = this.indexes.get(name);
    if (index !== undefined) return index;
    const active = this.rows.filter(
      (row) =>
        (row.gate & ~held) === 0 &&
        (withKeywords || !row.isKeywordGated) &&
        (!row.isKeyOnly || own.includes(row.number)),
    );
    index = new StartIndex(
      active.flatMap((row) => row.matcher.heads),
      active.flatMap((row) => row.matcher.heads.map(() => row.number)),
    );
    this.indexes.set(name, index);
    return index;
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
      const isGated = row.matcher.lengthMax <= gatedLengthMax;
      return {
        ...row,
        number,
        ...(row.keywords === undefined ? {} : { keywords: row.keywords.map((word) => word.toLowerCase()) }),
        hasContextWord: wordFinder(row.context ?? []),
        gate: isGated && row.hint !== undefined ? gates[row.hint] : 0,
        isKeywordGated: isGated && (row.keywords?.length ?? 0) > 0,
        isKeyOnly: row.needsContext === true && (row.context?.length ?? 0) === 0,
      };
    }),
    {
      matchedPerUnitMax: options.matchedPerUnitMax ?? matchedPerUnitMax,
      matchedAtStartMax: options.matchedAtStartMax ?? matchedAtStartMax,
    },
  );
}
