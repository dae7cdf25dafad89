/** The two forms most secrets have, a token with a mark of its own and a value behind a telling name, as rows. */
import type { Detector } from '../../detector.js';
import { longestMatch } from '../longest-match.js';
import { isLikelySecret } from './likely-secret.js';
import { escapePattern, sequence, type Shape } from './shape.js';

type Choices = Partial<Pick<Detector, 'keywords' | 'isValid' | 'context' | 'keys' | 'score' | 'examples'>>;

/**
 * No letter or digit stands before, unless it belongs to an escape (`\n`, `%3D`) in text that is encoded once more.
 */
export const leftEdge = String.raw`(?<!(?<!\\|%[0-9A-Fa-f])[A-Za-z0-9])`;
/** For tokens that begin with any letter or digit: they are looked for at the beginning of words alone, which is much cheaper. */
export const wordEdge = '(?<![A-Za-z0-9])';
export const rightEdge = '(?![A-Za-z0-9])';

export const replacementOf = (kind: string): string => `[${kind.replaceAll('-', '_').toUpperCase()}]`;

/** A row that is written out; only what follows from its other fields is added. */
export const secret = (row: Omit<Detector, 'category' | 'replacement' | 'lengthMax'>): Detector => ({
  ...row,
  category: 'secret',
  lengthMax: longestMatch(row.pattern.source),
  replacement: replacementOf(row.kind),
});

/** A token that is told by its mark: the first fixed text, which is its keyword too unless others are given. */
export function token(
  kind: string,
  about: string,
  parts: readonly (string | Shape)[],
  choices: Choices = {},
): Detector {
  const whole = sequence(parts);
  const last = parts.at(-1);
  const ends = last === undefined || typeof last === 'string' || last.lengthMin === last.lengthMax;
  const mark = parts.find((part) => typeof part === 'string');
  const keywords = mark === undefined ? {} : { keywords: [mark.toLowerCase()] };
  const first = parts[0];
  const isMarked = typeof first === 'string' || first?.source.startsWith('(?:') === true;
  return secret({
    kind,
    about,
    pattern: new RegExp(`${isMarked ? leftEdge : wordEdge}${whole.source}${ends ? rightEdge : ''}`, 'gu'),
    score: 0.95,
    examples: {
      match: [whole.sample, `use "${whole.sample}", please`],
      not: [whole.tooShort, `Z${whole.sample}`],
    },
    ...keywords,
    ...choices,
  });
}

/** Between a name and its value in code, configuration, JSON (escaped again or not), YAML, headers and shells. */
export const assigns = String.raw`(?:\\{0,3}["'\x60])?[\])}]?[ \t]{0,4}(?:=>|:=|[=:])[ \t]{0,4}(?:\\{0,3}["'\x60])?`;
/** What a name may go on with: `HEROKU` in `HEROKU_PROD_API_KEY`. */
export const nameTail = '[A-Za-z0-9_.-]{0,32}';

const keyEndings = ['key', 'apikey', 'token', 'apitoken', 'accesstoken', 'secret', 'secretkey'] as const;
const bare = (name: string): string => name.replaceAll(/[^a-z0-9]/g, '');

/** A value that is a secret because of the name before it: the names are the keywords, the value alone is replaced. */
export function assigned(
  kind: string,
  about: string,
  names: readonly string[],
  value: Shape,
  choices: Choices = {},
): Detector {
  const name = names[0] ?? '';
  return secret({
    kind,
    about,
    pattern: new RegExp(
      `(?:${names.map(escapePattern).join('|')})${nameTail}${assigns}(?<value>${value.source})(?![A-Za-z0-9_-])`,
      'giu',
    ),
    hasValueGroup: true,
    keywords: names,
    keys: [...new Set(names.flatMap((one) => keyEndings.map((ending) => bare(one) + ending)))],
    isValid: isLikelySecret,
    score: 0.85,
    examples: {
      match: [`${name.toUpperCase()}_KEY=${value.sample}`, `{"${name}Token": "${value.sample}"}`],
      not: [`${name}_key=${value.tooShort}`, `checksum=${value.sample}`],
    },
    ...choices,
  });
}
