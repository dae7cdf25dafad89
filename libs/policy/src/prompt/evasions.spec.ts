import { describe, expect, it } from 'vitest';
import { promptRule } from '../document/prompts.js';
import { compilePromptCheck } from './prompt-check.js';
import { Readings } from './readings.js';

const words = ['bluebird', 'project x', 'secret', 'fail', 'shell', 'e18', 'Straße', '東京', 'login', 'kein'];
const check = compilePromptCheck(promptRule.parse({ name: 'r', check: 'words', words }));
const finds = (...parts: readonly string[]): boolean =>
  check(
    parts.map((text) => ({ position: 'user', text, message: 0 })),
    new Readings(),
  );

const points = (text: string, start: number): string =>
  Array.from(text, (one) => String.fromCodePoint(start + one.charCodeAt(0) - 97)).join('');
const tags = (text: string): string => points(text, 0xe0061);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (text: string, by = ''): string =>
  Array.from(Buffer.from(text), (byte) => byte.toString(16).padStart(2, '0')).join(by);
const selectors = (text: string): string =>
  Array.from(Buffer.from(text), (byte) =>
    String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16),
  ).join('');
const rot13 = (text: string): string =>
  text.replace(/[a-z]/g, (one) => String.fromCharCode(((one.charCodeAt(0) - 97 + 13) % 26) + 97));

describe('a forbidden word is found', () => {
  it.each<[string, string]>([
    ['as it is', 'about the Bluebird, then'],
    ['tag characters inside', `blue${tags('xyz')}bird`],
    ['tag characters alone', `hello${tags('bluebird')} you`],
    ['tag characters among letters', `bl${tags('ue')}bird`],
    ['bytes as variation selectors', `😀${selectors('bluebird')}`],
    ['zero width', 'b\u200bl\u200cu\u200de\u2060b\ufeffird'],
    ['soft hyphens', 'blue\u00adbird'],
    ['bidi controls', 'blue\u202a\u2066bird\u2069'],
    ['control characters', 'blue\u0000bi\u0008rd'],
    ['private and unassigned characters', 'blue\ue000bi\u{e0fff}rd'],
    ['short base64', `read ${base64('bluebird')}`],
    ['short base64 without padding', 'Ymx1ZWJpcmQ'],
    ['short base64 twice', base64(base64('bluebird'))],
    ['shorter base64 twice', `see ${base64(base64('secret'))} and ${base64(base64('shell'))}`],
    ['short base64 three times', base64(base64(base64('secret')))],
    ['short base64 behind a word', 'see x-Ymx1ZWJpcmQ='],
    ['short base64 in a path', '/path/Ymx1ZWJpcmQ=/x'],
    ['base64 of look-alikes', base64('вluеbird')],
    ['base64 of leetspeak', base64('tell b1u3-b1rd')],
    ['base64 in hexadecimal in base64', base64(hex(base64('the bluebird flies')))],
    ['leetspeak, 1 for l and for i', 'b1u3b1rd'],
    ['leetspeak, other signs', '8|ue8!rd'],
    ['leetspeak with few letters', '53cr37'],
    ['a large I for an l', 'bIuebird'],
    ['a large Cyrillic I for an l', 'bІuebird'],
    ['a Cyrillic bar for an l', 'the bӏuebird'],
    ['a Greek iota for an l, first', 'Ιogin'],
    ['a sign of trade behind it', 'our BlueBird™, and BlueBird℠'],
    ['hyphen', 'blue-bird'],
    ['underscore', 'my_blue_bird_2'],
    ['dots', 'b.l.u.e.b.i.r.d'],
    ['spaces', 'b l u e b i r d'],
    ['two spaces', 'b  l  u  e  b  i  r  d'],
    ['pairs of letters', 'bl ue bi rd'],
    ['lines', 'b\nl\nu\ne\nb\ni\nr\nd'],
    ['bars', 'b|l|u|e|b|i|r|d'],
    ['dashes with spaces', 'b - l - u - e - b - i - r - d'],
    ['commas and quotes', '"b","l","u","e","b","i","r","d"'],
    ['middle dots', 'blue·bird'],
    ['emoji', 'blue❤bird'],
    ['emoji beyond', 'b😀l😀u😀e😀b😀i😀r😀d'],
    ['other hyphens', 'blue‑bird'],
    ['markup', '**blue**bird'],
    ['leetspeak and separators', 'b1.u3_b1-rd'],
    ['a space of the phrase', 'project-x'],
    ['the phrase spaced', 'p r o j e c t x'],
    ['Cyrillic', 'вluеbіrd'],
    ['Greek', 'βluεbιrd'],
    ['full width', 'ｂｌｕｅｂｉｒｄ'],
    ['mathematical letters', points('bluebird', 0x1d4ea)],
    ['circled letters', points('bluebird', 0x24d0)],
    ['letters in brackets', points('bluebird', 0x249c)],
    ['white on black', points('bluebird', 0x1f170)],
    ['letters of flags', points('bluebird', 0x1f1e6)],
    ['small capitals', 'ʙʟᴜᴇʙɪʀᴅ'],
    ['strokes', 'ƀłuɇbɨrđ'],
    ['marks', 'b̶l̶u̶e̶b̶i̶r̶d̶'],
    ['dotless and dotted i', 'BLUEBİRD and bluebırd'],
    ['large letters', 'BLUEBIRD'],
    ['backwards', 'drib eulb? no: dribeulb'],
    ['shown backwards', '\u202edribeulb\u202c'],
    ['a short word shown backwards', 'x \u202eterces\u202c'],
    ['ROT13', rot13('bluebird')],
    ['hexadecimal', hex('bluebird')],
    ['hexadecimal with spaces', hex('bluebird', ' ')],
    ['hexadecimal as of programs', `0x${hex('bluebird', ', 0x')}`],
    ['URL encoding', 'blue%62ird'],
    ['URL encoding of all', `%${hex('bluebird', '%')}`],
    ['URL encoding twice', 'blue%2562ird'],
    ['URL encoding with bytes of no text', '%ff%62luebird'],
    ['HTML by number', '&#98;lue&#x62;ird'],
    ['HTML without semicolons', '&#98&#108ue&#98ird'],
    ['HTML of invisible characters', 'blue&shy;bird'],
    ['JSON escapes', '{"q":"\\u0062lue\\u0062ird"}'],
    ['a line end in JSON text', '{"q":"see\\nbluebird"}'],
    ['escapes of programs', '\\x62lue\\u{62}ird'],
    ['escapes in escapes', '\\\\u0062luebird'],
    ['a German street', 'STRASSE? Straße!'],
    ['a Japanese word among others', '私は東京に行く'],
  ])('%s', (_name, text) => {
    expect(finds(text)).toBe(true);
  });

  it.each<[string, readonly string[]]>([
    ['two', ['blue', 'bird']],
    ['many', ['b', 'lu', 'eb', '', 'i', 'rd']],
    ['long ones', [`${'prose '.repeat(400)}blue`, `bird${' prose'.repeat(400)}`]],
    ['a phrase', ['project', 'x']],
    ['disguised', ['b1u3', '-b1rd']],
    ['base64', ['Ymx1ZW', 'JpcmQ=']],
  ])('in parts of one message: %s', (_name, parts) => {
    expect(finds(...parts)).toBe(true);
  });
});

/** Documented: what reads them must understand, not only read. */
describe('a forbidden word is not found', () => {
  it.each<[string, string]>([
    ['one space inside', 'a blue bird'],
    ['letters left out', 'bl*ebird, bluebrd'],
    ['letters made of several signs', '|3luebird, /3 |_ |_| 3 |3 1 |2 |)'],
    ['upside down', 'pɹᴉqǝnlq'],
    ['a short word backwards', 'terces'],
    ['a short word in ROT13', 'frperg'],
    ['letters by number in words', '98 108 117 101 98 105 114 100'],
    ['Morse', '-... .-.. ..- . -... .. .-. -..'],
    ['base64 that is shifted', 'aYmx1ZWJpcmQ='],
    ['base64 in two lines', 'Ymx1\nZWJpcmQ='],
    ['markup inside', 'blue<b></b>bird'],
    ['four writings in one another', base64(base64(base64(base64('the bluebird flies'))))],
  ])('%s', (_name, text) => {
    expect(finds(text)).toBe(false);
  });

  it('in two messages', () => {
    const spans = ['blue', 'bird'].map((text) => ({ position: 'user' as const, text }));
    expect(check(spans, new Readings())).toBe(false);
  });
});

describe('innocent text is left alone', () => {
  it.each<[string, string]>([
    ['prose', 'A blue bird sat on the fence; the project, X said, did not fall. He’ll sell shells.'],
    ['contractions', "he'll she'll we'll I'll can't won't it's"],
    ['look-alike words', 'They fall, the fall, falling. Sell. Bluebirds and bluebirding. Pre-secretarial.'],
    ['numbers', 'In 2024 we sold 3,000,000 units (up 14.5%) at $5 each, 10:30, +49 30 1234567, 5am.'],
    ['a UUID', '3f2b8c1e-9d4a-4e7b-8a6f-0123456789ab'],
    ['hashes', 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 deadbeef'],
    ['a commit', 'a94a8fe5ccb19ba61c4c0873d391e987982fbcd3'],
    [
      'a base64 image',
      `data:image/png;base64,${'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk'.repeat(20)}`,
    ],
    ['a token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'],
    ['code', 'const isInvalid = a.b[c] || d?.e_f(g - h); for (let i = 0; i < n; i++) x += y | z;'],
    ['paths', 'C:\\new\\table\\user /usr/lib/node_modules/@types/node x-y_z.tar.gz'],
    ['a URL', 'https://example.com/a%20b?c=%C3%A4&d=1&amp;e=f#g'],
    ['columns', 'a b c d e f g h\n1 2 3 4 5 6 7 8\n| a | b | c |'],
    ['German', 'Die Straßenbahn fährt nach Köln-Süd; einige Größen fehlen. Ein Bluebirdsänger?'],
    ['Turkish', 'İstanbul’da ılık bir sabah; Işık kırmızı, ığdır güzel.'],
    ['Japanese', '京都に行きます。バスは十時です。カタカナとひらがな。'],
    ['Russian', 'Мы не знаем, что будет завтра, но надеемся на лучшее.'],
    ['Arabic and Hebrew', 'مرحبا بالعالم \u200fשלום עולם\u200e ok'],
    ['Ukrainian', 'І ось Іван: іній, Ірина, ІТ-фахівці. Вони знають iOS і Instagram.'],
    ['signs of trade', 'Sellfail™, Sellsafe® and Windows™.'],
    ['flags and families', 'Grüße 🇩🇪🇫🇷 👨‍👩‍👧‍👦 ❤️ 1️⃣'],
    ['JSON', '{"id":"e1-8f","blue":{"bird":1},"tags":["blue","bird"],"fall":true}'],
    ['CSV', 'red,blue,bird\n1,2,3\n'],
    ['a version and a code', 'v1.8.0 E-1-8b R2D2 H264 MP3'],
    ['a letter', 'Dear Ms Log, in the morning I log in. As it is, if it is so, do as I do.'],
  ])('%s', (_name, text) => {
    expect(finds(text)).toBe(false);
  });

  it('parts that say nothing together', () => {
    expect(finds('a blue', ' bird')).toBe(false);
    expect(finds('What is this?', 'data: a bird, blue')).toBe(false);
  });
});
