/** All findings of a text that is there whole. */
import type { Finding } from '../detector.js';
import { ALL_GATES, UNCHECKED, type Engine } from './compile-detectors.js';
import { lookAroundMax } from './matcher.js';
import { resolve } from './resolve.js';
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

/** Shorter texts are not looked at for what they hold first. */
const ungatedLengthMax = 128;
/** So many units are searched for the rows that their surroundings can hold. */
const blockLength = 4096;
/** Beyond a block: the longest match of a gated row, in pairs of units. */
const beyondBlock = 1024;

function heldIn(window: string): number {
  return (
    (/\d/.test(window) ? 1 : 0) |
    (window.includes('@') ? 2 : 0) |
    (window.includes(':') ? 4 : 0) |
    (window.includes('.') ? 8 : 0)
  );
}

export function find(engine: Engine, text: string, options: FindOptions = {}): Found {
  const scanner = new Scanner(engine, options.key);
  const keyRows = engine.rowsOfKey(options.key);
  if (text.length <= ungatedLengthMax) {
    scanner.search(text, text.length, engine.startIndex(ALL_GATES, true, keyRows), undefined);
  } else {
    for (let from = 0; from < text.length && scanner.failure === undefined; from += blockLength) {
      const [start, end] = [
        Math.max(0, from - lookAroundMax),
        Math.min(text.length, from + blockLength + beyondBlock),
      ];
      const keywords = engine.keywordScanner.scan(text, start, end);
      const withKeywords = keywords.some((bits) => bits !== 0);
      const index = engine.startIndex(heldIn(text.slice(start, end)), withKeywords, keyRows);
      scanner.search(text, Math.min(text.length, from + blockLength), index, keywords);
    }
  }
  if (scanner.failure !== undefined)
    return {
      findings: [{ kind: UNCHECKED, start: 0, end: text.length, score: 1 }],
      failure: scanner.failure,
    };
  return { findings: resolve(scanner.candidates, text.length).findings };
}

export const findAll = (engine: Engine, text: string, options: FindOptions = {}): readonly Finding[] =>
  find(engine, text, options).findings;
