/** Makes an engine of a table of detectors: everything that can be known before a text is seen. */
import type { Detector } from '../detector.js';
import { Engine } from './engine.js';
import { atomSetsByFlags, DetectorError, ecmascriptMatcher, type CompiledDetector } from './matcher.js';
import { rowOf } from './row.js';

export type { Engine } from './engine.js';

/** The kind of a text that could not be checked, whole: it counts as one finding. */
export const UNCHECKED = 'unchecked';

const matchedPerUnitMax = 64;
const matchedAtStartMax = 65_536;

export interface EngineOptions {
  /** Compiled operator patterns; they follow the rows. */
  readonly operator?: readonly CompiledDetector[];
  /** Units one detector may match per unit of text read. */
  readonly matchedPerUnitMax?: number;
  readonly matchedAtStartMax?: number;
}

function compileRow(row: Detector, setsOf: ReturnType<typeof atomSetsByFlags>): CompiledDetector {
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
  const compiled = [...rows.map((row) => compileRow(row, setsOf)), ...(options.operator ?? [])];
  const kinds = new Set<string>([UNCHECKED]);
  for (const { kind } of compiled) {
    if (kinds.has(kind)) throw new DetectorError('DETECTOR_DUPLICATE', `${kind} is there twice`);
    kinds.add(kind);
  }
  return new Engine(compiled.map(rowOf), {
    matchedPerUnitMax: options.matchedPerUnitMax ?? matchedPerUnitMax,
    matchedAtStartMax: options.matchedAtStartMax ?? matchedAtStartMax,
  });
}
