/**
 * From a pattern, the pattern of texts that leave it undecided: it matches from a position to the end of the text where the
 * original, tried at that position, would look at or past the end. Where it does not match, no text to come can change
 * whether and what the original matches there.
 */
import type { CharacterSet } from './character-set.js';
import { patternLengthMax } from './length.js';
import type { PatternNode } from './syntax.js';

interface Dialect {
  /** Matches at the end of the text alone. */
  readonly end: string;
  /** Any character, line ends included. */
  readonly any: string;
}

const dialects = {
  ecmascript: { end: '$', any: '[^]' },
  re2: { end: '\\z', any: '(?s:.)' },
} as const satisfies Record<string, Dialect>;

const bound = (min: number, max: number): string =>
  max === Infinity ? `{${min},}` : min === max ? `{${min}}` : `{${min},${max}}`;

/** Says of an atom which characters it matches. */
export type AtomSets = (atom: string) => CharacterSet;

/** Ways in which the turns of a repetition may share a text, tried in some tenths of a millisecond at the worst. */
const waysMax = 10_000;

/**
 * Whether turns of a repetition can share the same text among them in more than one way: they can where a turn has parts of
 * variable length, and no part that must be there marks where one ends.
 */
function canShareDifferently(body: PatternNode, setOf: AtomSets): boolean {
  const variable: CharacterSet[] = [];
  collectVariable(body, setOf, variable);
  if (variable.length === 0) return false;
  const inner = body.type === 'group' ? body.body : body;
  const parts = inner.type === 'sequence' ? inner.parts : [inner];
  return !parts.some((part) => {
    if (part.type !== 'atom') return false;
    const marks = setOf(part.source);
    return variable.every((set) => set.every((is, symbol) => is === 0 || marks[symbol] === 0));
  });
}

function collectVariable(node: PatternNode, setOf: AtomSets, into: CharacterSet[], isVariable = false): void {
  if (node.type === 'atom') {
    if (isVariable) into.push(setOf(node.source));
  } else if (node.type === 'repeat') {
    collectVariable(node.body, setOf, into, isVariable || node.min !== node.max);
  } else if (node.type === 'group') {
    collectVariable(node.body, setOf, into, isVariable);
  } else if (node.type === 'sequence') {
    for (const part of node.parts) collectVariable(part, setOf, into, isVariable);
  } else if (node.type === 'choice') {
    for (const option of node.options) collectVariable(option, setOf, into, true);
  }
}

function write(node: PatternNode, dialect: Dialect, isCopy: boolean, setOf?: AtomSets): string {
  const { end, any } = dialect;
  const again = (inner: PatternNode): string => write(inner, dialect, isCopy, setOf);
  switch (node.type) {
    case 'atom':
    case 'assert':
      return `(?:${node.source}|${end})`;
    case 'flags':
      return node.source;
    case 'back':
      return `(?:${node.source}|${any}*${end})`;
    case 'look': {
      if (!node.ahead) return `(?:${plain(node)}|${end})`;
      // What is looked for may lie beyond the end: then all that follows does.
      const reachesEnd = `(?=(?:${write(node.body, dialect, true, setOf)})${end})${any}*${end}`;
      return `(?:${reachesEnd}|${plain(node)})`;
    }
    case 'group':
      return `${isCopy && node.open.includes('<') ? '(?:' : node.open}${again(node.body)})`;
    case 'sequence':
      return node.parts.map(again).join('');
    case 'choice':
      return node.options.map(again).join('|');
    case 'repeat': {
      const { body, min, max, lazy } = node;
      // A backtracking engine would try every way to share a text among the turns: behind the first, if there must be one,
      // anything may match.
      if (setOf !== undefined && patternLengthMax(body) ** max > waysMax && canShareDifferently(body, setOf))
        return min === 0 ? `${any}*${end}` : `(?:${again(body)})${any}*${end}`;
      if (body.type !== 'atom') return `(?:${again(body)})${bound(min, max)}${lazy}`;
      const whole = `${body.source}${bound(min, max)}${lazy}`;
      if (min === 0) return whole;
      return `(?:${whole}|${min === 1 ? '' : `${body.source}{0,${min - 1}}`}${end})`;
    }
  }
}

/** The node as it was, without names and captures (it may stand twice). */
function plain(node: PatternNode): string {
  switch (node.type) {
    case 'atom':
    case 'assert':
    case 'back':
    case 'flags':
      return node.source;
    case 'look':
      return `(?${node.ahead ? '' : '<'}${node.negative ? '!' : '='}${plain(node.body)})`;
    case 'group':
      return `${node.open.includes('<') || node.open === '(' ? '(?:' : node.open}${plain(node.body)})`;
    case 'sequence':
      return node.parts.map(plain).join('');
    case 'choice':
      return node.options.map(plain).join('|');
    case 'repeat':
      return `(?:${plain(node.body)})${bound(node.min, node.max)}${node.lazy}`;
  }
}

/** Source of the pattern; to be tried at one position, with the flags of the original. `setOf`: for engines that backtrack. */
export function undecidedSource(node: PatternNode, dialect: keyof typeof dialects, setOf?: AtomSets): string {
  const chosen = dialects[dialect];
  return `(?:${write(node, chosen, false, setOf)})${chosen.end}`;
}
