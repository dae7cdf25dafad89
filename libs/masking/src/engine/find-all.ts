/** All findings of a text that is there whole. */
import type { Finding } from '../detector.js';
import { UNCHECKED, type Engine } from './compile-detectors.js';
import { lookAroundMax } from './matcher.js';
import { resolve, type RankOf } from './resolve.js';
import { Scanner, type DetectorFailure } from './scanner.js';

export interface FindOptions {
  /** Name of the JSON key or column the text stands under. */
  readonly key?: string;
}

export interface Found {
  /** In order, without overlaps. Where a detector failed: one, of kind `unchecked`, over the whole text. */
  readonly findings: readonly Finding[];
  readonly failure?: DetectorFailure;
}

/** So many units are searched for the rows that their surroundings can hold. */
const blockLength = 4096;
/** Beyond a block: the longest match of a gated row, in pairs of units, and its context. */
const beyondBlock = 1_088;

/** `rankOf`: of matches that overlap, those of kinds of a higher rank come first, before all that rows say. */
export function find(engine: Engine, text: string, options: FindOptions = {}, rankOf?: RankOf): Found {
  if (text === '') return { findings: [] };
  const field = engine.field(options.key);
  const scanner = new Scanner(engine, field);
  if (text.length <= blockLength) {
    const words = engine.wordsIn(text);
    scanner.search(text, text.length, engine.within(text, words, words, field));
  } else {
    const far = engine.wordsIn(text).slice();
    for (let from = 0; from < text.length && scanner.failure === undefined; from += blockLength) {
      const to = Math.min(text.length, from + blockLength);
      const window = text.slice(Math.max(0, from - lookAroundMax), to + beyondBlock);
      scanner.search(text, to, engine.within(window, engine.wordsIn(window), far, field));
    }
  }
  if (scanner.failure !== undefined)
    return {
      findings: [{ kind: UNCHECKED, start: 0, end: text.length, score: 1 }],
      failure: scanner.failure,
    };
  return { findings: resolve(scanner.candidates, text.length, text, rankOf).findings };
}

export const findAll = (engine: Engine, text: string, options: FindOptions = {}): readonly Finding[] =>
  find(engine, text, options).findings;
