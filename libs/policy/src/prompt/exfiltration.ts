/**
 * Images and links in answers that could carry data away: an image is fetched as soon as it is shown, a link when somebody
 * clicks. An image of a foreign host is found always, a link when it has room for data.
 */

/** Shorter query strings and path segments are ordinary. */
const DATA_CHARS_MIN = 40;

interface Form {
  /** Without this there is none: quicker to look for. */
  readonly needs: string;
  readonly pattern: RegExp;
}

const IMAGES: readonly Form[] = [
  { needs: '](', pattern: /!\[[^\]]{0,250}\]\(\s{0,8}<?([^\s)>]{1,8192})/g },
  {
    needs: '<',
    pattern:
      /<(?:img|image|iframe|audio|video|source|embed|object|link)\b[^>]{0,250}?\b(?:src|srcset|data|href)\s{0,4}=\s{0,4}["']?([^"'\s>]{1,8192})/gi,
  },
  { needs: '(', pattern: /url\(\s{0,4}["']?([^"')\s]{1,8192})/gi },
];
const LINKS: readonly Form[] = [
  { needs: '](', pattern: /(?<!!)\[[^\]]{0,250}\]\(\s{0,8}<?([^\s)>]{1,8192})/g },
  { needs: ']:', pattern: /^ {0,3}\[[^\]]{1,200}\]:\s{0,8}<?([^\s>]{1,8192})/gm },
  { needs: '<', pattern: /<a\b[^>]{0,250}?\bhref\s{0,4}=\s{0,4}["']?([^"'\s>]{1,8192})/gi },
];

export function exfiltrates(text: string, isAllowed: (host: string) => boolean): boolean {
  const foreign = (target: string) => {
    const url = parse(target);
    return url !== undefined && !isAllowed(url.hostname) ? url : undefined;
  };
  // References may be used as images (`![x][1]`): where such use is, they count as images.
  const hasImageReference = text.includes('![') && /!\[[^\]]{0,250}\]\[/.test(text);
  if (targets(text, IMAGES).some((target) => foreign(target) !== undefined)) return true;
  return targets(text, LINKS).some((target) => {
    const url = foreign(target);
    return url !== undefined && (hasImageReference || carriesData(url));
  });
}

const targets = (text: string, forms: readonly Form[]): readonly string[] =>
  forms.flatMap(({ needs, pattern }) =>
    text.includes(needs) ? Array.from(text.matchAll(pattern), (match) => match[1] ?? '') : [],
  );

function parse(target: string): URL | undefined {
  const absolute = target.startsWith('//') ? `https:${target}` : target;
  if (!/^[a-z][a-z0-9+.-]*:/i.test(absolute) || !URL.canParse(absolute)) return undefined;
  const url = new URL(absolute);
  return url.hostname === '' ? undefined : url;
}

function carriesData({ search, hash, pathname, hostname }: URL): boolean {
  if (search.length + hash.length >= DATA_CHARS_MIN) return true;
  if (hostname.split('.').some((label) => label.length >= DATA_CHARS_MIN)) return true;
  return pathname
    .split('/')
    .some(
      (part) =>
        part.length >= DATA_CHARS_MIN &&
        /^[A-Za-z0-9+=_%.-]+$/.test(part) &&
        !/^[a-z]+(?:-[a-z0-9]+)+$/i.test(part),
    );
}

/** `*.example.com` covers `example.com` too. */
export function hostMatcher(allowed: readonly string[]): (host: string) => boolean {
  const exact = new Set(allowed.map((host) => host.replace(/^\*\./, '')));
  const suffixes = allowed.flatMap((host) => (host.startsWith('*.') ? [host.slice(1)] : []));
  return (host) => exact.has(host) || suffixes.some((suffix) => host.endsWith(suffix));
}
