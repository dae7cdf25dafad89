/** The few shapes that the random part of a token has: each says its pattern, its lengths and what one looks like. */

export interface Shape {
  readonly source: string;
  readonly lengthMin: number;
  readonly lengthMax: number;
  /** As long as can be told from a cut one; made up, never issued. */
  readonly sample: string;
  /** One character too few. */
  readonly tooShort: string;
}

/** Draws from the alphabet by a fixed linear congruence, so that the catalogue is the same each time. */
function made(alphabet: string, length: number): string {
  let state = 20_011 + length * 7_919;
  let text = '';
  while (text.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += alphabet.charAt(Math.floor((state / 2_147_483_648) * alphabet.length));
  }
  return text;
}

const digit = '0123456789';
const low = 'abcdefghijklmnopqrstuvwxyz';
const high = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Samples of a shape with a wide range are not its longest. */
const sampleLength = (min: number, max: number): number => Math.min(max, Math.max(min, 24));

const shapeOf =
  (charClass: string, alphabet: string) =>
  (lengthMin: number, lengthMax = lengthMin): Shape => ({
    source:
      lengthMin === lengthMax ? `${charClass}{${lengthMin}}` : `${charClass}{${lengthMin},${lengthMax}}`,
    lengthMin,
    lengthMax,
    sample: made(alphabet, sampleLength(lengthMin, lengthMax)),
    tooShort: made(alphabet, lengthMin - 1),
  });

export const digits = shapeOf('[0-9]', digit);
export const hex = shapeOf('[0-9a-f]', '0123456789abcdef');
export const anyHex = shapeOf('[0-9A-Fa-f]', '0123456789abcdef');
export const lower = shapeOf('[a-z0-9]', low + digit);
export const upper = shapeOf('[A-Z0-9]', high + digit);
export const base32 = shapeOf('[A-Z2-7]', high + '234567');
export const lowBase32 = shapeOf('[a-z2-7]', low + '234567');
export const letters = shapeOf('[A-Za-z]', low + high);
export const alnum = shapeOf('[A-Za-z0-9]', digit + high + low);
export const word = shapeOf('[A-Za-z0-9_]', digit + high + low);
export const base64 = shapeOf('[A-Za-z0-9+/]', digit + high + low + '+/');
export const base64url = shapeOf('[A-Za-z0-9_-]', digit + high + low);
export const dotted = shapeOf('[A-Za-z0-9_.-]', digit + high + low);
/** Base64 with its padding, or without where the encoder left it out. */
export const padded = shapeOf('[A-Za-z0-9+/=]', digit + high + low + '+/');

const uuidSample = [8, 4, 4, 4, 12].map((length) => made('0123456789abcdef', length)).join('-');
export const uuid: Shape = {
  source: '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}',
  lengthMin: 36,
  lengthMax: 36,
  sample: uuidSample,
  tooShort: uuidSample.slice(0, -1),
};

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

/** Fixed text and shapes in a row. Cut short is the last shape that can be. */
export function sequence(parts: readonly (string | Shape)[]): Shape {
  const last = parts.findLastIndex((part) => typeof part !== 'string');
  const join = (of: (part: Shape, at: number) => string, text: (part: string) => string): string =>
    parts.map((part, at) => (typeof part === 'string' ? text(part) : of(part, at))).join('');
  const sum = (of: (part: Shape) => number): number =>
    parts.reduce((total, part) => total + (typeof part === 'string' ? part.length : of(part)), 0);
  return {
    source: join(({ source }) => source, literal),
    lengthMin: sum(({ lengthMin }) => lengthMin),
    lengthMax: sum(({ lengthMax }) => lengthMax),
    sample: join(({ sample }) => sample, String),
    tooShort: join((part, at) => (at === last ? part.tooShort : part.sample), String),
  };
}

/** One of several fixed texts; the first is the sample. */
export function oneOf(...texts: readonly string[]): Shape {
  const lengths = texts.map(({ length }) => length);
  return {
    source: `(?:${texts.map(literal).join('|')})`,
    lengthMin: Math.min(...lengths),
    lengthMax: Math.max(...lengths),
    sample: texts[0] ?? '',
    tooShort: '',
  };
}

export { literal as escapePattern };
