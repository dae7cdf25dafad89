/** One pattern tried at one position: where it matches, and whether what follows the text could change that. */
import type { Detector } from '../detector.js';
import { atomSets, SYMBOLS, type CharacterSet } from '../pattern/character-set.js';
import { patternLengthMax, patternLengthMin, patternLookMax } from '../pattern/length.js';
import { positionsOf, type Positions } from '../pattern/positions.js';
import { charactersBefore, leadOf, reachOf, wordReachOf } from '../pattern/reach.js';
import { parsePattern } from '../pattern/syntax.js';
import { undecidedSource } from '../pattern/undecided.js';
import { isHintUnit } from './hints.js';

/** The part of a match that is sensitive, and where the whole match ends. */
export interface Match {
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly end: number;
}

export interface PatternMatcher {
  /** Longest match, in UTF-16 units. */
  readonly lengthMax: number;
  /** Shortest match, in UTF-16 units or less; absent where that is not known. */
  readonly lengthMin?: number;
  /** What tells most text from its matches. */
  readonly positions: Positions;
  /** Units of a match before the first of its hint, at the most; absent where that is not known. */
  readonly hintReach?: number;
  /** The same, in characters. */
  readonly hintCharacters?: number;
  /** What can stand before it; everything where that is not known. */
  readonly hintLead?: CharacterSet;
  /** Units of a match within which one of its keywords is there whole; absent where that is not known. */
  readonly wordReach?: number;
  matchAt(text: string, start: number): Match | undefined;
  /** True where a longer text that begins with this one could have another match at `start`, or one instead of none. */
  isUndecidedAt(text: string, start: number): boolean;
}

/** A row, with its pattern made ready. */
export interface CompiledDetector extends Omit<Detector, 'pattern' | 'hasValueGroup' | 'lengthMax'> {
  readonly matcher: PatternMatcher;
}

export type DetectorErrorCode =
  'DETECTOR_PATTERN_INVALID' | 'DETECTOR_UNBOUNDED' | 'DETECTOR_LIMIT' | 'DETECTOR_DUPLICATE';

export class DetectorError extends Error {
  constructor(
    readonly code: DetectorErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** As far as a pattern may look around its match, and as far as a stream remembers. */
export const lookAroundMax = 64;
/** The longest match of any pattern: as much as a stream may hold back for one. */
export const matchLengthMax = 4096;

type AtomSets = (atom: string) => CharacterSet;

/** The same atoms stand in many patterns: each is looked at once for each set of flags. */
export function atomSetsByFlags(): (flags: string) => AtomSets {
  const known = new Map<string, AtomSets>();
  return (flags) => {
    const sets =
      known.get(flags) ??
      atomSets((atom) => {
        const expression = new RegExp(`^(?:${atom})$`, flags);
        return (character) => expression.test(character);
      });
    known.set(flags, sets);
    return sets;
  };
}

/** Throws `DetectorError` for a row whose pattern has no bound, or exceeds its own. */
export function ecmascriptMatcher(
  row: Pick<Detector, 'kind' | 'pattern' | 'hasValueGroup' | 'lengthMax' | 'hint' | 'keywords'>,
  setsOf: (flags: string) => AtomSets = atomSetsByFlags(),
): PatternMatcher {
  const { source, flags } = row.pattern;
  const node = parsePattern(source);
  if (row.lengthMax > matchLengthMax)
    throw new DetectorError('DETECTOR_LIMIT', `${row.kind}: lengthMax exceeds ${matchLengthMax}`);
  const lengthMax = Math.max(patternLengthMax(node), row.lengthMax);
  if (lengthMax > 2 * matchLengthMax || patternLookMax(node) > lookAroundMax)
    throw new DetectorError(
      'DETECTOR_UNBOUNDED',
      `${row.kind}: matches up to ${lengthMax} characters, looks ${patternLookMax(node)} around`,
    );
  const options = flags.replace(/[gyd]/g, '');
  const sticky = new RegExp(source, `${options}y${row.hasValueGroup === true ? 'd' : ''}`);
  const setOf = setsOf(options);
  const { hint, keywords } = row;
  const marks = hint === undefined ? undefined : Uint8Array.from({ length: SYMBOLS }, isHintUnit(hint));
  // Made when they are first asked for: many rows never meet a text that comes near them.
  let undecided: RegExp | undefined;
  let positions: Positions | undefined;
  return {
    lengthMax,
    lengthMin: patternLengthMin(node),
    get positions() {
      return (positions ??= positionsOf(node, setOf));
    },
    ...(marks === undefined
      ? {}
      : {
          hintReach: reachOf(node, marks, setOf),
          hintCharacters: charactersBefore(node, marks, setOf),
          hintLead: leadOf(node, marks, setOf),
        }),
    ...(keywords === undefined ? {} : { wordReach: wordReachOf(node, keywords, setOf) }),
    matchAt(text, start) {
      sticky.lastIndex = start;
      if (row.hasValueGroup !== true) {
        if (!sticky.test(text) || sticky.lastIndex === start) return undefined;
        return { valueStart: start, valueEnd: sticky.lastIndex, end: sticky.lastIndex };
      }
      const found = sticky.exec(text);
      if (found === null || found[0] === '') return undefined;
      const [valueStart, valueEnd] = found.indices?.groups?.['value'] ?? [start, sticky.lastIndex];
      return { valueStart, valueEnd, end: sticky.lastIndex };
    },
    isUndecidedAt(text, start) {
      undecided ??= new RegExp(undecidedSource(node, 'ecmascript', setOf), `${options}y`);
      undecided.lastIndex = start;
      return undecided.test(text);
    },
  };
}
