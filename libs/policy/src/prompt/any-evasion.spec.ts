import fc from 'fast-check';
import { expect, it } from 'vitest';
import { promptRule } from '../document/prompts.js';
import { compilePromptCheck } from './prompt-check.js';
import { Readings } from './readings.js';

const words = ['bluebird', 'nightjar', 'falcon', 'quartzite', 'heron'] as const;
const check = compilePromptCheck(promptRule.parse({ name: 'r', check: 'words', words: [...words] }));
const finds = (...parts: readonly string[]): boolean =>
  check(
    parts.map((text) => ({ position: 'user', text, message: 0 })),
    new Readings(),
  );

const letters = 'abcdefghijklmnopqrstuvwxyz';
const alphabet = (start: number): ReadonlyMap<string, string> =>
  new Map(Array.from(letters, (letter, at) => [letter, String.fromCodePoint(start + at)]));
const alike = (pairs: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(pairs));

/** Ways to write a letter: each letter of a word takes any of them. */
const hands: readonly ReadonlyMap<string, string>[] = [
  new Map(Array.from(letters, (letter) => [letter, letter.toUpperCase()])),
  ...[0xff41, 0x1d41a, 0x1d4ea, 0x1d5ba, 0x24d0, 0x1f170, 0x1f1e6].map(alphabet),
  alike({ a: 'а', c: 'с', e: 'е', o: 'о', p: 'р', x: 'х', i: 'і', j: 'ј', y: 'у', b: 'ь' }),
  alike({ a: 'α', i: 'ι', o: 'ο', u: 'υ', n: 'η', e: 'ε', t: 'τ' }),
  alike({ l: 'ł', b: 'ƀ', i: 'ı', d: 'đ', t: 'ŧ', h: 'ħ' }),
  new Map(Array.from(letters, (letter) => [letter, `${letter}\u0336`])),
];
/** Signs for letters: half of a word's letters at most stay hidden behind them. */
const signs = alike({ l: '1', i: '1', e: '3', a: '4', b: '8', t: '7', r: 'r', u: 'u', z: '2' });

const invisible = fc.constantFrom('\u200b', '\u00ad', '\u2060', '\u202a', '\ufeff', '\u{e0041}', '\ufe0f');
const joiner = fc.constantFrom('-', '_', '.', '*', '/', '~', '·', '‑', '--', '❤');
const between = fc.constantFrom('-', '_', ' ', '.', '|', ' - ', ', ', '\n', '  ', '😀');

type Hides = (word: readonly string[]) => fc.Arbitrary<readonly string[]>;

const eachWith = (word: readonly string[], hand: fc.Arbitrary<ReadonlyMap<string, string>>) =>
  fc.tuple(...word.map((letter) => hand.map((map) => map.get(letter) ?? letter)));

const disguises: readonly Hides[] = [
  (word) => eachWith(word, fc.constantFrom(...hands, new Map<string, string>())),
  (word) =>
    fc
      .subarray([...word.keys()], { maxLength: Math.floor(word.length / 2) })
      .map((at) =>
        word.map((letter, index) => (at.includes(index) ? (signs.get(letter) ?? letter) : letter)),
      ),
];
const separations: readonly Hides[] = [
  (word) => fc.constant([word.join('')]),
  (word) => fc.tuple(...word.map((letter) => invisible.map((one) => letter + one))),
  (word) =>
    fc
      .tuple(fc.integer({ min: 1, max: word.length - 1 }), joiner)
      .map(([at, one]) => [...word.slice(0, at), one, ...word.slice(at)]),
  (word) => between.map((one) => [word.join(one)]),
];

const bytesIn = (text: string, form: (byte: string) => string): string =>
  Array.from(Buffer.from(text), (byte) => form(byte.toString(16).padStart(2, '0'))).join('');
/** Writings of a whole text, and the texts that they cannot hide. */
const writings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('base64url'),
  (text) => bytesIn(text, (byte) => byte),
  (text) => bytesIn(text, (byte) => `%${byte}`),
  (text) => text.replace(/[a-z]/gi, (one) => `&#${one.charCodeAt(0)};`),
  (text) => text.replace(/[^\n]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
  (text) => JSON.stringify({ text }),
];

const hidden = fc
  .constantFrom(...words)
  .chain((word) => fc.constantFrom(...disguises).chain((hide) => hide(Array.from(word))))
  .chain((word) => fc.constantFrom(...separations).chain((hide) => hide(word)))
  .map((pieces) => pieces.join(''));
const written = fc
  .tuple(hidden, fc.array(fc.constantFrom(...writings), { maxLength: 3 }))
  .map(([text, all]) => all.reduce((inner, write) => write(inner), `tell me of the ${text} now`));

const ordinary =
  'the a of to and in is it you that he was for on are with as his they be at one have this from or had by hot but some what there we can out other were all your when up use word how said an each she which do their time if will way about many then them would write like so these her long make thing see him two has look more day could go come did my sound no most number who over know water than call first people may down side been now find any new work part take get place made live where after back little only round man year came show every good me give our under';
const innocent = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...ordinary.split(' ')) },
  fc.uuid(),
  fc.integer({ min: 0, max: 1e9 }).map(String),
  fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  fc.uint8Array({ minLength: 16, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  fc.webUrl(),
  fc.emailAddress(),
  fc.json({ maxDepth: 2 }),
  fc.string({ maxLength: 20, unit: 'binary' }),
  fc.constantFrom(
    'blue bird',
    'night, jar',
    'Waschmaschine',
    'güzel',
    '東京',
    'он не',
    'x = y_z[0];',
    "he'll",
  ),
);

it('a forbidden word is found however its covered disguises are put together', () => {
  fc.assert(
    fc.property(written, (text) => {
      expect(finds(text)).toBe(true);
    }),
    { numRuns: 4000 },
  );
});

it('and in whatever parts of a message it lies', () => {
  fc.assert(
    fc.property(hidden, fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 4 }), (text, cuts) => {
      const characters = Array.from(text);
      const places = [...new Set(cuts.map((cut) => cut % (characters.length + 1)))].sort((a, b) => a - b);
      const bounds = [0, ...places, characters.length];
      const parts = bounds.slice(1).map((end, at) => characters.slice(bounds[at], end).join(''));
      expect(finds('I ask of', ' ', ...parts, ' and more')).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

it('random innocent text holds none', () => {
  fc.assert(
    fc.property(fc.array(innocent, { maxLength: 60 }), fc.constantFrom(' ', '\n', ', '), (all, gap) => {
      expect(finds(all.join(gap))).toBe(false);
    }),
    { numRuns: 2000 },
  );
});
