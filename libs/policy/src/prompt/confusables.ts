/** Characters that look like Latin letters, by letter: our own selection of the scripts that are mixed in to evade. */

/** After NFKD, lower case and removal of marks. Cyrillic, Greek, Armenian, Cherokee, Lisu, IPA, small capitals, signs. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: 'аɑαᴀꭺ∂ӕꓮⲁⱥ',
  b: 'ьвʙβꓐᏼƀɓ',
  c: 'сϲᴄꮯⲥꓚҫƈȼↄ',
  d: 'ԁɗᴅꓓժđɖ',
  e: 'еҽєεᴇꓰ℮ⲉɘɇ',
  f: 'ғꓝϝքƒ',
  g: 'ɡցɢԍꓖɠǥ',
  h: 'һհʜнꓧⲏħ',
  i: 'іıɩιɪӏꙇꓲɨ',
  j: 'јյᴊʝꓙϳɉ',
  k: 'кκᴋꓗⲕқƙ',
  l: 'ⅼʟլꓡℓłƚɫ∣ǀ',
  m: 'мᴍꓟⲙ',
  n: 'ոпɴηꓠⲛŋɲƞ',
  o: 'оοօᴏσςꓳⲟօ०੦૦௦๐໐øɵө',
  p: 'рρᴘꓑⲣƥ',
  q: 'ԛզգ',
  r: 'гʀꭇꭈꓣᴦɍɾ',
  s: 'ѕꜱʂꓢƽ',
  t: 'тτᴛꓔⲧŧƭ',
  u: 'υսᴜʋꓴцμʉ',
  v: 'ѵνᴠꓦⱱ',
  w: 'ԝѡᴡɯωꓪ',
  x: 'хχꓫⲭ',
  y: 'уүγʏꓬⲩყɏƴ',
  z: 'ᴢʐꓜⲍƶȥζ',
};

/** Letters in boxes and circles that have no compatibility form, and those of flags: each block begins with A. */
const BLOCKS: readonly number[] = [0x1f150, 0x1f170, 0x1f1e6];

export const confusables: ReadonlyMap<string, string> = new Map([
  ...Object.entries(LOOK_ALIKES).flatMap(([latin, alike]) =>
    Array.from(alike, (character) => [character, latin] as const),
  ),
  ...BLOCKS.flatMap((start) =>
    Array.from(
      'abcdefghijklmnopqrstuvwxyz',
      (latin, at) => [String.fromCodePoint(start + at), latin] as const,
    ),
  ),
]);
