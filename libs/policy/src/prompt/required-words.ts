/**
 * Words that must stand in a text for a pattern to match it: texts without them need not be searched. Understands what
 * patterns of RE2 and of JavaScript have in common, and asks for nothing where it does not understand.
 */

/** Of each list at least one word stands in every text that matches. In small letters where case does not count. */
export interface RequiredWords {
  readonly lists: readonly (readonly string[])[];
  readonly isCaseless: boolean;
}

type Lists = readonly (readonly string[])[];

/** Shorter ones are in every text. */
const WORD_CHARS_MIN = 3;
/** Longer lists are no quicker than the pattern. */
const LIST_WORDS_MAX = 64;
const CASELESS = '(?i)';

export function requiredWords(pattern: string): RequiredWords {
  const isCaseless = pattern.startsWith(CASELESS);
  const source = isCaseless ? pattern.slice(CASELESS.length) : pattern;
  try {
    const reader = new Reader(source, isCaseless);
    return { lists: reader.whole().filter(isUseful), isCaseless };
  } catch (error) {
    if (error instanceof NotUnderstood) return { lists: [], isCaseless };
    throw error;
  }
}

const shortest = (words: readonly string[]): number => Math.min(...words.map(({ length }) => length));
const isUseful = (words: readonly string[]): boolean =>
  words.length > 0 && words.length <= LIST_WORDS_MAX && shortest(words) >= WORD_CHARS_MIN;

class NotUnderstood extends Error {
  override readonly name = 'NotUnderstood';
}

/** What one part of a sequence says: a character of a word, or lists, or nothing. */
type Part = string | Lists;
const NOTHING: Lists = [];

class Reader {
  #at = 0;
  constructor(
    private readonly source: string,
    private readonly isCaseless: boolean,
  ) {}

  whole(): Lists {
    const lists = this.#alternatives();
    if (this.#at < this.source.length) throw new NotUnderstood();
    return lists;
  }

  #alternatives(): Lists {
    const all = [this.#sequence()];
    while (this.#takes('|')) all.push(this.#sequence());
    const [only] = all;
    if (all.length === 1 && only !== undefined) return only;
    const best = all.map((lists) =>
      lists.reduce<readonly string[]>((one, other) => (better(other, one) ? other : one), []),
    );
    return best.some((words) => words.length === 0) ? NOTHING : [[...new Set(best.flat())]];
  }

  #sequence(): Lists {
    const lists: (readonly string[])[] = [];
    let word = '';
    const endWord = () => {
      if (word !== '') lists.push([word]);
      word = '';
    };
    while (this.#at < this.source.length && !/[|)]/.test(this.source.charAt(this.#at))) {
      const part = this.#part();
      const repeated = this.#quantifier();
      if (typeof part === 'string' && repeated !== 'maybe') word += part;
      if (typeof part === 'string' && repeated === 'once') continue;
      endWord();
      if (typeof part !== 'string' && repeated !== 'maybe') lists.push(...part);
    }
    endWord();
    return lists;
  }

  #part(): Part {
    const character = this.source.charAt(this.#at++);
    if (character === '(') return this.#group();
    if (character === '[') return this.#class();
    if (character === '\\') return this.#escape();
    if ('.^$'.includes(character)) return NOTHING;
    if ('*+?{'.includes(character)) throw new NotUnderstood();
    if (!/[ -~]/.test(character)) return NOTHING;
    return this.isCaseless ? character.toLowerCase() : character;
  }

  #group(): Lists {
    const kind = /^\?(?:<?[=!]|:)/.exec(this.source.slice(this.#at, this.#at + 3))?.[0] ?? '';
    if (kind === '' && this.source.charAt(this.#at) === '?') throw new NotUnderstood();
    this.#at += kind.length;
    const lists = this.#alternatives();
    if (!this.#takes(')')) throw new NotUnderstood();
    // What is looked at, ahead or behind, is no part of the match.
    return kind === '' || kind === '?:' ? lists : NOTHING;
  }

  #class(): Lists {
    const inside = /^\^?(?:\\[^pPQE]|\[(?!:)|[^\]\\[])+\]/.exec(this.source.slice(this.#at))?.[0];
    if (inside === undefined) throw new NotUnderstood();
    this.#at += inside.length;
    return NOTHING;
  }

  #escape(): Part {
    const character = this.source.charAt(this.#at++);
    if (/[bBsSdDwW]/.test(character)) return NOTHING;
    if (!/[!-/:-@[-`{-~]/.test(character)) throw new NotUnderstood();
    return character;
  }

  #quantifier(): 'once' | 'more' | 'maybe' {
    const [all = '', least = ''] =
      /^(?:[*?]|\+|\{(\d+)(?:,\d*)?\})\??/.exec(this.source.slice(this.#at)) ?? [];
    this.#at += all.length;
    if (all === '') return 'once';
    return /^[*?]/.test(all) || (all.startsWith('{') && Number(least) === 0) ? 'maybe' : 'more';
  }

  #takes(character: string): boolean {
    const isThere = this.source.charAt(this.#at) === character;
    if (isThere) this.#at++;
    return isThere;
  }
}

/** Longer words are rarer, and fewer of them quicker to look for. */
function better(one: readonly string[], other: readonly string[]): boolean {
  if (other.length === 0) return one.length > 0;
  if (one.length === 0) return false;
  const [a, b] = [shortest(one), shortest(other)];
  return a === b ? one.length < other.length : a > b;
}
