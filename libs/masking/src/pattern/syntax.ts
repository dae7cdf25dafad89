/** What a pattern is made of: the tree of a regular expression, in as much detail as the streaming rule needs. */

export type PatternNode =
  /** One code point. */
  | { readonly type: 'atom'; readonly source: string }
  /** Zero width and decided by its neighbours: `^ $ \b \B \A \z`. */
  | { readonly type: 'assert'; readonly source: string }
  | { readonly type: 'look'; readonly ahead: boolean; readonly negative: boolean; readonly body: PatternNode }
  | { readonly type: 'group'; readonly open: string; readonly body: PatternNode }
  | { readonly type: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly type: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly type: 'repeat';
      readonly body: PatternNode;
      readonly min: number;
      readonly max: number;
      readonly lazy: string;
    }
  | { readonly type: 'back'; readonly source: string }
  /** RE2's `(?i)`: holds to the end of the group around it. */
  | { readonly type: 'flags'; readonly source: string };

export class PatternSyntaxError extends Error {
  readonly code = 'PATTERN_SYNTAX';
}

const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})([?+]?)/y;
const LOOK = /\(\?(<?)([=!])/y;
const OPEN = /\((?:\?(?:P?<[A-Za-z_]\w*>|[a-zA-Z-]*:))?/y;
const FLAGS = /\(\?[a-zA-Z-]+\)/y;
const ESCAPE = /\\(?:u\{[0-9a-f]+\}|u[0-9a-f]{4}|x\{[0-9a-f]+\}|x[0-9a-f]{2}|p\{[^}]*\}|p[a-z]|c[a-z]|.)/isuy;
const BACK = /\\(?:k<\w+>|[1-9]\d*)/y;
const ZERO_WIDTH = /\^|\$|\\[bBAz]/y;

const at = (expression: RegExp, source: string, index: number): RegExpExecArray | null => {
  expression.lastIndex = index;
  return expression.exec(source);
};

/** Reads ECMAScript's syntax with flag `u`, and RE2's; throws `PatternSyntaxError` for what is neither. */
export function parsePattern(source: string, syntax: 'ecmascript' | 're2' = 'ecmascript'): PatternNode {
  let index = 0;
  const fail = (why: string): never => {
    throw new PatternSyntaxError(`${why} at offset ${index} of the pattern`);
  };

  const characterClass = (): PatternNode => {
    const from = index;
    index += source.startsWith('[^', index) ? 2 : 1;
    // RE2 takes a bracket that comes first for itself, and knows named classes.
    if (syntax === 're2' && source[index] === ']' && source.indexOf(']', index + 1) > 0) index++;
    for (; source[index] !== ']'; index++) {
      if (index >= source.length) fail('a class is not closed');
      if (source[index] === '\\') index++;
      else if (syntax === 're2' && source.startsWith('[:', index)) index = source.indexOf(':]', index) + 1;
    }
    index++;
    return { type: 'atom', source: source.slice(from, index) };
  };

  const closed = (): PatternNode => {
    const body = choice();
    if (source[index] !== ')') fail('a group is not closed');
    index++;
    return body;
  };

  const term = (): PatternNode => {
    for (const [expression, type] of [
      [ZERO_WIDTH, 'assert'],
      [BACK, 'back'],
      [FLAGS, 'flags'],
    ] as const) {
      const found = at(expression, source, index)?.[0];
      if (found === undefined) continue;
      index += found.length;
      return { type, source: found };
    }
    const look = at(LOOK, source, index);
    if (look !== null) {
      index += look[0].length;
      return { type: 'look', ahead: look[1] === '', negative: look[2] === '!', body: closed() };
    }
    const open = at(OPEN, source, index)?.[0];
    if (open !== undefined) {
      index += open.length;
      if (source[index] === '?') fail('a group of an unknown kind');
      return { type: 'group', open, body: closed() };
    }
    if (source[index] === '[') return characterClass();
    const escape = at(ESCAPE, source, index)?.[0];
    const atom = escape ?? String.fromCodePoint(source.codePointAt(index) ?? 0);
    if (escape === undefined && /[\\*+?]/.test(atom)) fail('nothing to repeat or to escape');
    if (/^\\[QEC]/.test(atom)) fail('\\Q, \\E and \\C are not supported');
    index += atom.length;
    return { type: 'atom', source: atom };
  };

  const repeated = (): PatternNode => {
    const body = term();
    const found = at(QUANTIFIER, source, index);
    if (found === null) return body;
    const [text, least, comma, most, lazy] = found;
    index += text.length;
    if (lazy === '+') fail('a possessive repetition is not supported');
    const [min, max] =
      least === undefined
        ? ({ '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] }[text.charAt(0)] ?? [0, Infinity])
        : [
            Number(least),
            comma === undefined ? Number(least) : most === '' || most === undefined ? Infinity : Number(most),
          ];
    return { type: 'repeat', body, min: min ?? 0, max: max ?? Infinity, lazy: lazy ?? '' };
  };

  const sequence = (): PatternNode => {
    const parts: PatternNode[] = [];
    while (index < source.length && source[index] !== '|' && source[index] !== ')') parts.push(repeated());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { type: 'sequence', parts };
  };

  const choice = (): PatternNode => {
    const options = [sequence()];
    while (source[index] === '|') {
      index++;
      options.push(sequence());
    }
    return options.length === 1 && options[0] !== undefined ? options[0] : { type: 'choice', options };
  };

  const root = choice();
  if (index < source.length) fail('a parenthesis too many');
  return root;
}
