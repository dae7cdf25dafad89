/** Makes an engine of a table of detectors: everything that can be known before a text is seen. */
import type { Detector } from '../detector.js';
import { Engine } from './engine.js';
import { atomSetsByFlags, DetectorError, ecmascriptMatcher, type CompiledDetector } from './matcher.js';
import { rowOf, type Row } from './row.js';

export type { Engine } from './engine.js';

/** The kind of a text that could not be checked, whole: it counts as one finding. */
export const UNCHECKED = 'unchecked';

const matchedPerUnitMax = 64;
const matchedAtStartMax = 65_536;

type SetsOf = ReturnType<typeof atomSetsByFlags>;

export interface EngineOptions {
  /** Compiled operator patterns; they follow the rows. */
  readonly operator?: readonly CompiledDetector[];
  /** Units one detector may match per unit of text read. */
  readonly matchedPerUnitMax?: number;
  readonly matchedAtStartMax?: number;
}

/**
 * Rows of tables that were compiled before: an engine of the same tables with other operator patterns takes them over. They
 * keep nothing of texts, and one search ends before another begins.
 */
const made = new WeakMap<Detector, Row>();

function rowAt(detector: Detector, number: number, setsOf: SetsOf): Row {
  const known = made.get(detector);
  if (known?.number === number) return known;
  const row = rowOf(compileRow(detector, setsOf), number);
  made.set(detector, row);
  return row;
}

function compileRow(row: Detector, setsOf: SetsOf): CompiledDetector {
  try {
    return { ...row, matcher: ecmascriptMatcher(row, setsOf) };
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
  const setsOf = atomSetsByFlags();
  const compiled = [
    ...rows.map((row, number) => rowAt(row, number, setsOf)),
    ...(options.operator ?? []).map((detector, at) => rowOf(detector, rows.length + at)),
  ];
  const kinds = new Set<string>([UNCHECKED]);
  for (const { kind, number } of compiled) {
    // A pattern of the operator may have a second row, for what stands under its keys.
    if (number > rows.length && compiled[number - 1]?.kind === kind) continue;
    if (kinds.has(kind)) throw new DetectorError('DETECTOR_DUPLICATE', `${kind} is there twice`);
    kinds.add(kind);
  }
  return new Engine(compiled, {
    matchedPerUnitMax: options.matchedPerUnitMax ?? matchedPerUnitMax,
    matchedAtStartMax: options.matchedAtStartMax ?? matchedAtStartMax,
  });
}
