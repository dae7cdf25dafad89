/** Patterns an operator writes: RE2's syntax and semantics, run in time linear in the text, with a maximum length. */
import { RE2JS } from 're2js';
import type { CompiledDetector, PatternMatcher } from './engine/matcher.js';
import { matchLengthMax } from './engine/matcher.js';
import { atomSets } from './pattern/character-set.js';
import { patternLengthMax } from './pattern/length.js';
import { positionsOf } from './pattern/positions.js';
import { parsePattern, PatternSyntaxError, type PatternNode } from './pattern/syntax.js';
import { undecidedSource } from './pattern/undecided.js';

export interface OperatorPattern {
  readonly kind: string;
  readonly pattern: string;
  /** UTF-16 units; required. A longer match does not count. */
  readonly lengthMax?: number;
  readonly replacement?: string;
  readonly score?: number;
  readonly context?: readonly string[];
  readonly needsContext?: true;
  readonly keys?: readonly string[];
}

export type OperatorRefusal =
  | 'PATTERN_LENGTH_MISSING'
  | 'PATTERN_LENGTH_EXCEEDED'
  | 'PATTERN_SYNTAX'
  | 'PATTERN_EMPTY_MATCH'
  | 'PATTERN_KIND'
  | 'PATTERN_CONTEXT_MISSING';

export type OperatorResult =
  | { readonly kind: 'compiled'; readonly detector: CompiledDetector }
  | { readonly kind: 'refused'; readonly reason: OperatorRefusal; readonly message: string };

/** Patterns longer than this are a list of words, and belong in one. */
const patternLengthMaxChars = 4096;

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
      const end = shift + matcher.end(1);
      if (end === start || end - start > lengthMax) return undefined;
      return { valueStart: start, valueEnd: end, end };
    },
    isUndecidedAt(text, start) {
      if (text.length - start > lengthMax) return false;
      return (start === 0 ? first : later)[1].matcher(seen(text, start)).lookingAt();
    },
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
    // A stream waits for no more than the pattern can match; a character outside the basic plane is two units.
    matcher = re2Matcher(row.pattern, node, Math.min(row.lengthMax, 2 * patternLengthMax(node)));
  } catch (error) {
    const why = error instanceof PatternSyntaxError || error instanceof Error ? error.message : 'unreadable';
    return refuse(
      'PATTERN_SYNTAX',
      `not RE2 syntax (look-around and back-references are not part of it): ${why}`,
    );
  }
  const { kind, context, needsContext, keys } = row;
  return {
    kind: 'compiled',
    detector: {
      kind,
      category: 'operator',
      about: 'A pattern of the operator.',
      score: row.score ?? 0.8,
      replacement: row.replacement ?? `[${kind.toUpperCase().replaceAll('-', '_')}]`,
      matcher,
      examples: { match: [], not: [] },
      ...(context === undefined ? {} : { context }),
      ...(needsContext === undefined ? {} : { needsContext }),
      ...(keys === undefined ? {} : { keys }),
    },
  };
}
