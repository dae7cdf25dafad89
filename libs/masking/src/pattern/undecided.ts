/**
 * From a pattern, the pattern of texts that leave it undecided: it matches from a position to the end of the text where the
 * original, tried at that position, would look at or past the end. Where it does not match, no text to come can change
 * whether and what the original matches there.
 */
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

function write(node: PatternNode, dialect: Dialect, isCopy: boolean): string {
  const { end, any } = dialect;
  const again = (inner: PatternNode): string => write(inner, dialect, isCopy);
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
      const reachesEnd = `(?=(?:${write(node.body, dialect, true)})${end})${any}*${end}`;
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

/** Source of the pattern; to be tried at one position, with the flags of the original. */
export function undecidedSource(node: PatternNode, dialect: keyof typeof dialects): string {
  const chosen = dialects[dialect];
  return `(?:${write(node, chosen, false)})${chosen.end}`;
}
