/** A detector as the engine runs it: what can be known before a text is seen. */
import { fullSet, type CharacterSet } from '../pattern/character-set.js';
import { contextBeforeMax, contextBehindMax, wordFinder } from './context.js';
import { gates } from './hints.js';
import type { CompiledDetector } from './matcher.js';
import { RowStarts } from './row-starts.js';

/** What brings a row into play: one of its words near, its hint, the name of the field, or nothing but the pattern. */
export type Trigger = 'word' | 'hint' | 'field' | 'none';

export interface Row extends CompiledDetector {
  readonly number: number;
  readonly hasContextWord: (text: string) => boolean;
  /** Bit of what must stand in a match; 0 where nothing must. */
  readonly gate: number;
  /** Units from the start of a match to the first of its hint, at the most. */
  readonly hintReach: number;
  /** The same, in characters. */
  readonly hintCharacters: number;
  /** What can stand between them. */
  readonly hintLead: CharacterSet;
  readonly trigger: Trigger;
  /** Words that bring it into play: its keywords, or else the context words that it needs. */
  readonly words: readonly string[];
  /** Units from the start of a match to the end of such a word, at the most. */
  readonly wordReach: number;
  /** Units from the end of such a word to the start of a match, at the most; below 0 where it is always inside. */
  readonly wordBehind: number;
  /** Needs a context word or a key, so that the name of a field alone brings it into play. */
  readonly isByField: boolean;
  readonly starts: RowStarts;
}

export function rowOf(detector: CompiledDetector, number: number): Row {
  const { matcher, hint, needsContext, context = [] } = detector;
  const keywords = detector.keywords?.map((word) => word.toLowerCase());
  // A character outside the basic plane is two units.
  const unitsMax = 2 * matcher.lengthMax;
  const isByField = needsContext === true && keywords === undefined;
  const trigger =
    keywords !== undefined || (isByField && context.length > 0)
      ? 'word'
      : isByField
        ? 'field'
        : hint === undefined
          ? 'none'
          : 'hint';
  const isInside = keywords !== undefined && (matcher.wordReach ?? Infinity) <= unitsMax;
  return {
    ...detector,
    ...(keywords === undefined ? {} : { keywords }),
    number,
    hasContextWord: wordFinder(context),
    gate: hint === undefined ? 0 : gates[hint],
    hintReach: Math.min(unitsMax, matcher.hintReach ?? Infinity),
    hintCharacters: matcher.hintCharacters ?? Infinity,
    hintLead: matcher.hintLead ?? fullSet(),
    trigger,
    words: keywords ?? context,
    wordReach:
      keywords === undefined
        ? unitsMax + contextBehindMax
        : Math.min(unitsMax, matcher.wordReach ?? Infinity),
    wordBehind: isInside ? -1 : contextBeforeMax,
    isByField,
    starts: new RowStarts(number, matcher),
  };
}
