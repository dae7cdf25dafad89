/**
 * Images and links in answers that could carry data away: an image is fetched as soon as it is shown, a link when somebody
 * clicks. An image of a foreign host is found always, a link, or an address that clients make one, when it carries data.
 */
import { carriesData } from './carried-data.js';
import { htmlDecoded } from './escapes.js';

interface Form {
  /** Without this there is none: quicker to look for. */
  readonly needs: string;
  readonly pattern: RegExp;
  /** Of what the pattern matches, each of these is a target; without it the match is. Of either the group that matched. */
  readonly targets?: RegExp;
}

const SHOWN_TAGS =
  'img|image|iframe|frame|audio|video|source|track|embed|object|link|input|script|use|body|table|td|th|base';
/** In quotation marks it may hold white space: several addresses do, and one from which readers leave it out. */
const ATTRIBUTES =
  /\b(?:src|srcset|data|href|poster|background)\s{0,4}=\s{0,4}(?:"([^">]{1,8192})|'([^'>]{1,8192})|([^"'\s>]{1,8192}))/gi;
const REFRESH =
  /\bcontent\s{0,4}=\s{0,4}["']?[\d.\s]{0,16}[;,]\s{0,8}(?:url\s{0,4}=\s{0,4})?["']?([^"'>]{1,8192})/gi;

const IMAGES: readonly Form[] = [
  {
    needs: '](',
    pattern: /!\[(?:[^[\]]|\[[^[\]]{0,100}\]){0,250}\]\(\s{0,8}<?([^\s)>]{1,8192})/g,
  },
  { needs: '<', pattern: new RegExp(`<(?:${SHOWN_TAGS})\\b[^<>]{0,16384}`, 'gi'), targets: ATTRIBUTES },
  { needs: '<', pattern: /<meta\b[^<>]{0,8192}/gi, targets: REFRESH },
  { needs: '(', pattern: /url\(\s{0,4}["']?([^"')\s]{1,8192})/gi },
  { needs: '@import', pattern: /@import\s{1,4}["']([^"']{1,8192})/gi },
];
const LINKS: readonly Form[] = [
  { needs: '](', pattern: /(?<!!)\[[^\]]{0,250}\]\(\s{0,8}<?([^\s)>]{1,8192})/g },
  { needs: ']:', pattern: /^ {0,3}\[[^\]]{1,200}\]:\s{0,8}<?([^\s>]{1,8192})/gm },
  {
    needs: '<',
    pattern: /<(?:a|area|form)\b[^>]{0,250}?\b(?:href|action)\s{0,4}=\s{0,4}["']?([^"'\s>]{1,8192})/gi,
  },
];
/** What stands as it is, and is shown as a link all the same. */
const BARE: readonly Form[] = [
  { needs: '://', pattern: /\b(https?:\/\/[^\s<>"'`)\]]{1,8192})/gi },
  { needs: 'www.', pattern: /(?<![\w./-])(www\.[^\s<>"'`)\]]{1,8192})/gi },
];

export function exfiltrates(text: string, isAllowed: (host: string) => boolean): boolean {
  const foreign = (target: string) => {
    const url = parse(target);
    return url !== undefined && !isAllowed(url.hostname) ? url : undefined;
  };
  // References may be used as images (`![x][1]`): where such use is, they count as images.
  const hasImageReference = text.includes('![') && /!\[[^\]]{0,250}\]\[/.test(text);
  if (targets(text, IMAGES).some((target) => foreign(target) !== undefined)) return true;
  const carries = (target: string, isImage: boolean): boolean => {
    const url = foreign(target);
    return url !== undefined && (isImage || carriesData(url));
  };
  return (
    targets(text, LINKS).some((target) => carries(target, hasImageReference)) ||
    targets(text, BARE).some((target) => carries(target, false))
  );
}

const targets = (text: string, forms: readonly Form[]): readonly string[] =>
  forms.flatMap(({ needs, pattern, targets: inside }) =>
    text.includes(needs)
      ? Array.from(text.matchAll(pattern), (match) =>
          inside === undefined ? [grouped(match)] : Array.from(match[0].matchAll(inside), attribute).flat(),
        ).flat()
      : [],
  );

const grouped = ([, ...groups]: readonly (string | undefined)[]): string =>
  groups.find((one) => one !== undefined) ?? '';

/** As one address, and as those that white space or commas divide. */
function attribute(match: RegExpExecArray): readonly string[] {
  const value = grouped(match);
  return [value, ...value.split(/[\s,]+/)];
}

/** As browsers read it: references of HTML, what they leave out, and slashes either way. */
function parse(target: string): URL | undefined {
  const read = htmlDecoded(target)
    .replace(/[\t\n\r]/g, '')
    .replace(/^[\s"']+/, '');
  const absolute = read.replace(/^(?:[\\/]{2,}|(?=www\.))/i, 'https://');
  if (!/^[a-z][a-z0-9+.-]*:/i.test(absolute) || !URL.canParse(absolute)) return undefined;
  const url = new URL(absolute);
  return url.hostname === '' ? undefined : url;
}

/** `*.example.com` covers `example.com` too. */
export function hostMatcher(allowed: readonly string[]): (host: string) => boolean {
  const exact = new Set(allowed.map((host) => host.replace(/^\*\./, '')));
  const suffixes = allowed.flatMap((host) => (host.startsWith('*.') ? [host.slice(1)] : []));
  return (host) => exact.has(host) || suffixes.some((suffix) => host.endsWith(suffix));
}
