/** The longest text a pattern can match, in UTF-16 units: what a row's `lengthMax` is checked against. */
import type { PatternNode } from './syntax.js';

/** Counts an atom as one unit, as rows do; `Infinity` where a repetition has no bound. */
export function patternLengthMax(node: PatternNode): number {
  switch (node.type) {
    case 'atom':
      return 1;
    case 'assert':
    case 'look':
    case 'flags':
      return 0;
    case 'back':
      return 0;
    case 'group':
      return patternLengthMax(node.body);
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + patternLengthMax(part), 0);
    case 'choice':
      return Math.max(...node.options.map(patternLengthMax));
    case 'repeat': {
      const body = patternLengthMax(node.body);
      return body === 0 ? 0 : body * node.max;
    }
  }
}

/** The shortest match, in UTF-16 units or less. */
export function patternLengthMin(node: PatternNode): number {
  switch (node.type) {
    case 'atom':
      return 1;
    case 'group':
      return patternLengthMin(node.body);
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + patternLengthMin(part), 0);
    case 'choice':
      return Math.min(...node.options.map(patternLengthMin));
    case 'repeat':
      return patternLengthMin(node.body) * node.min;
    case 'assert':
    case 'look':
    case 'flags':
    case 'back':
      return 0;
  }
}

/** The furthest a look-ahead or look-behind of the pattern reaches. */
export function patternLookMax(node: PatternNode): number {
  switch (node.type) {
    case 'look':
      return Math.max(patternLengthMax(node.body), patternLookMax(node.body));
    case 'group':
    case 'repeat':
      return patternLookMax(node.body);
    case 'sequence':
      return Math.max(0, ...node.parts.map(patternLookMax));
    case 'choice':
      return Math.max(0, ...node.options.map(patternLookMax));
    case 'atom':
    case 'assert':
    case 'back':
    case 'flags':
      return 0;
  }
}
