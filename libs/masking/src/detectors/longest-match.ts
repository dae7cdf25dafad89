/** How long a match of a pattern can be, read from its source: a stream holds back no more than that. */

const LOOKAROUND = /^\(\?(?:<?[=!])/u;
const GROUP = /^\((?:\?(?:<\w{1,32}>|:))?/u;
const CLASS = /^\[(?:\\[\s\S]|[^\]\\])*\]/u;
const ESCAPE =
  /^\\(?:[pP]\{[^}]{1,64}\}|u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|k<\w{1,32}>|[\s\S])/u;
const QUANTIFIER = /^(?:\?|\*|\+|\{(\d{1,5})(?:(,)(\d{0,5}))?\})\??/u;
/** Classes that take characters beyond the Basic Multilingual Plane, which are two UTF-16 units. */
const WIDE = /^\[\^|\\[pPSWD]|[\u{10000}-\u{10ffff}]/u;

/** In UTF-16 units, for a source with flag `u`; Infinity where a repetition or a back reference has no bound. */
export function longestMatch(source: string): number {
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    const taken = pattern.exec(source.slice(at))?.[0];
    at += taken?.length ?? 0;
    return taken;
  };

  function alternatives(): number {
    let longest = sequence();
    while (source[at] === '|') {
      at++;
      longest = Math.max(longest, sequence());
    }
    return longest;
  }
  function sequence(): number {
    let length = 0;
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const one = atom();
      const times = repetitions();
      length += one === 0 || times === 0 ? 0 : one * times;
    }
    return length;
  }
  function atom(): number {
    if (take(LOOKAROUND) !== undefined) {
      alternatives();
      at++;
      return 0;
    }
    if (take(GROUP) !== undefined) {
      const length = alternatives();
      at++;
      return length;
    }
    const characters = take(CLASS);
    if (characters !== undefined) return WIDE.test(characters) ? 2 : 1;
    const escape = take(ESCAPE);
    if (escape !== undefined) return lengthOfEscape(escape);
    const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
    at += character.length;
    if (character === '^' || character === '$') return 0;
    return character === '.' ? 2 : character.length;
  }
  function repetitions(): number {
    const bounds = QUANTIFIER.exec(source.slice(at));
    if (bounds === null) return 1;
    at += bounds[0].length;
    if (bounds[0].startsWith('?')) return 1;
    const [, least, comma, most] = bounds;
    if (least === undefined || most === '') return Infinity;
    return Number(comma === undefined ? least : most);
  }
  return alternatives();
}

function lengthOfEscape(escape: string): number {
  if (/^\\[bB]/u.test(escape)) return 0;
  if (/^\\[k1-9]/u.test(escape)) return Infinity;
  if (escape.startsWith('\\u{')) return parseInt(escape.slice(3), 16) > 0xffff ? 2 : 1;
  return WIDE.test(escape) ? 2 : 1;
}
