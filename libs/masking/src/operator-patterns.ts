/** Patterns an operator writes: RE2's syntax and semantics, run in time linear in the text, with a maximum length. */
import { RE2JS } from 're2js';
import type { CompiledDetector, PatternMatcher } from './engine/matcher.js';
import { atomSetsByFlags, ecmascriptMatcher, matchLengthMax } from './engine/matcher.js';
import { anyText } from './detectors/personal/shape.js';
import { atomSets } from './pattern/character-set.js';
import { patternLengthMax, patternLengthMin } from './pattern/length.js';
import { positionsOf } from './pattern/positions.js';
import { parsePattern, PatternSyntaxError, type PatternNode } from './pattern/syntax.js';
import { undecidedSource } from './pattern/undecided.js';

export interface OperatorPattern {
  readonly kind: string;
  readonly pattern: string;
  /** UTF-16 units; required. A longer token is matched up to there, as by every other row. */
  readonly lengthMax?: number;
  readonly replacement?: string | undefined;
  readonly score?: number;
  readonly context?: readonly string[];
  readonly needsContext?: true;
  readonly keys?: readonly string[] | undefined;
}

export type OperatorRefusal =
  | 'PATTERN_LENGTH_MISSING'
  | 'PATTERN_LENGTH_EXCEEDED'
  | 'PATTERN_SYNTAX'
  | 'PATTERN_EMPTY_MATCH'
  | 'PATTERN_KIND'
  | 'PATTERN_CONTEXT_MISSING';

export type OperatorResult =
  /** One for what the pattern matches, and one for any value under the pattern's keys, where it has some. */
  | { readonly kind: 'compiled'; readonly detectors: readonly CompiledDetector[] }
  | { readonly kind: 'refused'; readonly reason: OperatorRefusal; readonly message: string };

export interface OperatorPatterns {
  readonly detectors: readonly CompiledDetector[];
  /** `at`: number of the pattern in its list. */
  readonly refused: readonly { readonly at: number; readonly message: string }[];
}

/** Patterns longer than this are a list of words, and belong in one. */
const patternLengthMaxChars = 4096;

/** Characters of a value that only its key tells; a longer one is several finds. */
const keyedValueMax = 256;

/** One character before the match, so that `\b` sees it. */
const AFTER_ONE = '^(?s:.)';

function re2Matcher(source: string, node: PatternNode, lengthMax: number): PatternMatcher {
  const flags = node.type === 'sequence' && node.parts[0]?.type === 'flags' ? node.parts[0].source : '';
  const first = [
    RE2JS.compile(`^(${source})`),
    RE2JS.compile(`^(?:${undecidedSource(node, 're2')})`),
  ] as const;
  const later = [
    RE2JS.compile(`${AFTER_ONE}(${source})`),
    RE2JS.compile(`${AFTER_ONE}(?:${undecidedSource(node, 're2')})`),
  ] as const;
  const isInsensitive = /\(\?[a-zA-Z]*i/.test(source);
  // The pattern sees one character more than it may match: what reaches that is too long, whatever follows.
  const seen = (text: string, start: number): string =>
    text.slice(start === 0 ? 0 : start - 1, start + lengthMax + 1);
  return {
    lengthMax,
    positions: positionsOf(
      node,
      atomSets((atom) => {
        const expressions = (isInsensitive ? ['', '(?i)'] : [flags]).map((prefix) =>
          RE2JS.compile(`${prefix}(?s)${atom}`),
        );
        return (character) => expressions.some((expression) => expression.matches(character));
      }),
    ),
    matchAt(text, start) {
      const shift = start === 0 ? 0 : start - 1;
      const matcher = (start === 0 ? first : later)[0].matcher(seen(text, start));
      if (!matcher.lookingAt()) return undefined;
      const end = Math.min(shift + matcher.end(1), start + lengthMax);
      if (end === start) return undefined;
      return { valueStart: start, valueEnd: end, end };
    },
    isUndecidedAt(text, start) {
      if (text.length - start > lengthMax) return false;
      return (start === 0 ? first : later)[1].matcher(seen(text, start)).lookingAt();
    },
  };
}

/** All patterns of a document. */
export function compileOperatorPatterns(patterns: readonly OperatorPattern[]): OperatorPatterns {
  const results = patterns.map(compileOperatorPattern);
  return {
    detectors: results.flatMap((result) => (result.kind === 'compiled' ? result.detectors : [])),
    refused: results.flatMap((result, at) =>
      result.kind === 'refused' ? [{ at, message: result.message }] : [],
    ),
  };
}

/** Refuses, with the sentence to show the operator, what cannot be run safely on a stream. */
export function compileOperatorPattern(row: OperatorPattern): OperatorResult {
  const refuse = (reason: OperatorRefusal, why: string): OperatorResult => ({
    kind: 'refused',
    reason,
    message: `Pattern "${row.kind}": ${why}`,
  });
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(row.kind))
    return refuse('PATTERN_KIND', 'its name must be lower case letters, digits and dashes');
  if (row.lengthMax === undefined)
    return refuse('PATTERN_LENGTH_MISSING', 'lengthMax is required: streams hold back no more than that');
  if (!Number.isInteger(row.lengthMax) || row.lengthMax < 1 || row.lengthMax > matchLengthMax)
    return refuse('PATTERN_LENGTH_EXCEEDED', `lengthMax must be a whole number from 1 to ${matchLengthMax}`);
  if (row.pattern.length > patternLengthMaxChars)
    return refuse('PATTERN_LENGTH_EXCEEDED', `it is longer than ${patternLengthMaxChars} characters`);
  if (row.needsContext === true && (row.context ?? []).length + (row.keys ?? []).length === 0)
    return refuse('PATTERN_CONTEXT_MISSING', 'needsContext asks for context words or keys');
  let matcher: PatternMatcher;
  try {
    if (RE2JS.compile(row.pattern).matches(''))
      return refuse('PATTERN_EMPTY_MATCH', 'it matches the empty text');
    const node = parsePattern(row.pattern, 're2');
    if (patternLengthMax(node) === 0) return refuse('PATTERN_EMPTY_MATCH', 'it matches only empty texts');
    if (patternLengthMin(node) > row.lengthMax)
      return refuse(
        'PATTERN_LENGTH_EXCEEDED',
        `it matches nothing of at most ${row.lengthMax} characters (lengthMax)`,
      );
    // A stream waits for no more than the pattern can match; a character outside the basic plane is two units.
    matcher = re2Matcher(row.pattern, node, Math.min(row.lengthMax, 2 * patternLengthMax(node)));
  } catch (error) {
    const why = error instanceof PatternSyntaxError || error instanceof Error ? error.message : 'unreadable';
    return refuse(
      'PATTERN_SYNTAX',
      `not RE2 syntax (look-around and back-references are not part of it): ${why}`,
    );
  }
  const { kind, context, needsContext, keys = [] } = row;
  const common = {
    kind,
    category: 'operator',
    about: 'A pattern of the operator.',
    score: row.score ?? 0.8,
    replacement: row.replacement ?? `[${kind.toUpperCase().replaceAll('-', '_')}]`,
    examples: { match: [], not: [] },
  } as const;
  const detector: CompiledDetector = {
    ...common,
    matcher,
    ...(context === undefined ? {} : { context }),
    ...(needsContext === undefined ? {} : { needsContext }),
    ...(keys.length === 0 ? {} : { keys }),
  };
  if (keys.length === 0) return { kind: 'compiled', detectors: [detector] };
  const anyValue = {
    ...common,
    keys,
    needsContext: true,
    pattern: anyText(keyedValueMax),
    lengthMax: keyedValueMax,
  } as const;
  const byKey = { ...anyValue, matcher: ecmascriptMatcher(anyValue, atomSetsByFlags()) };
  return { kind: 'compiled', detectors: [detector, byKey] };
}
