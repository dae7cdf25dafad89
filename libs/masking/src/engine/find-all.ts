/** All findings of a text that is there whole. */
import type { Finding } from '../detector.js';
import { UNCHECKED, type Engine } from './compile-detectors.js';
import type { FieldName } from './field-names.js';
import { resolve, type RankOf } from './resolve.js';
import type { DetectorFailure, Trials } from './trials.js';

export interface FindOptions {
  /** Name of the JSON key or column the text stands under. */
  readonly key?: string;
}

export interface Found {
  /** In order, without overlaps. Where a detector failed: one, of kind `unchecked`, over the whole text. */
  readonly findings: readonly Finding[];
  readonly failure?: DetectorFailure;
}

const NOTHING: Found = { findings: [] };

/** `rankOf`: of matches that overlap, those of kinds of a higher rank come first, before all that rows say. */
export const find = (engine: Engine, text: string, options: FindOptions = {}, rankOf?: RankOf): Found =>
  findIn(engine, text, engine.field(options.key), rankOf);

/** In a field whose name was read already; `cutFrom` as `WholeSearch.search` has it. */
export function findIn(
  engine: Engine,
  text: string,
  field: FieldName,
  rankOf?: RankOf,
  cutFrom?: number,
): Found {
  const trials = engine.whole.search(text, field, cutFrom);
  return trials === undefined ? NOTHING : foundBy(trials, text, rankOf);
}

/** What became of a search of the text. */
export function foundBy({ failure, candidates }: Trials, text: string, rankOf?: RankOf): Found {
  if (failure !== undefined)
    return { findings: [{ kind: UNCHECKED, start: 0, end: text.length, score: 1 }], failure };
  if (candidates.length === 0) return NOTHING;
  return { findings: resolve(candidates, text.length, text, rankOf).findings };
}

export const findAll = (engine: Engine, text: string, options: FindOptions = {}): readonly Finding[] =>
  find(engine, text, options).findings;
