/** Characters that look like Latin letters, by letter: our own selection of the scripts that are mixed in to evade. */

/** After NFKD, lower case and removal of marks. Cyrillic, Greek, Armenian, Cherokee, Lisu, IPA, small capitals, signs. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: 'аɑαᴀꭺ∂ӕꓮⲁ',
  b: 'ьвʙβꓐᏼ',
  c: 'сϲᴄꮯⲥꓚҫ',
  d: 'ԁɗᴅꓓժ',
  e: 'еҽєεᴇꓰ℮ⲉɘ',
  f: 'ғꓝϝք',
  g: 'ɡցɢԍꓖ',
  h: 'һհʜнꓧⲏ',
  i: 'іıɩιɪӏꙇꓲ',
  j: 'јյᴊʝꓙϳ',
  k: 'кκᴋꓗⲕқ',
  l: 'ⅼʟլꓡℓ',
  m: 'мᴍꓟⲙ',
  n: 'ոпɴηꓠⲛ',
  o: 'оοօᴏσꓳⲟօ०੦૦௦๐໐',
  p: 'рρᴘꓑⲣ',
  q: 'ԛզգ',
  r: 'гʀꭇꭈꓣᴦ',
  s: 'ѕꜱʂꓢ',
  t: 'тτᴛꓔⲧ',
  u: 'υսᴜʋꓴц',
  v: 'ѵνᴠꓦⱱ',
  w: 'ԝѡᴡɯωꓪ',
  x: 'хχꓫⲭ',
  y: 'уүγʏꓬⲩყ',
  z: 'ᴢʐꓜⲍ',
};

export const confusables: ReadonlyMap<string, string> = new Map(
  Object.entries(LOOK_ALIKES).flatMap(([latin, alike]) =>
    Array.from(alike, (character) => [character, latin] as const),
  ),
);
