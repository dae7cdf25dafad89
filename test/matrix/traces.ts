/** Looks for secrets in bytes, in every form in which something that writes them down could have written them. */
import { corpus, type Secret } from './corpus.js';

/** What stays the same of a value in base64, wherever in a text it begins. */
function base64Cores(value: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${'.'.repeat(offset)}${value}`)
      .toString('base64')
      .replace(/=+$/, '');
    // The characters that share bits with what stands before and behind.
    return encoded.slice(offset === 0 ? 0 : offset + 1, -1);
  });
}

const percent = (value: string): string =>
  [...Buffer.from(value)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

export function formsOf(value: string): ReadonlySet<string> {
  const json = JSON.stringify(value).slice(1, -1);
  return new Set([
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll('/', '\\/'),
    encodeURIComponent(value),
    percent(value),
    percent(value).toLowerCase(),
    Buffer.from(value).toString('hex'),
    ...base64Cores(value),
    ...base64Cores(value).map((core) => core.replaceAll('+', '-').replaceAll('/', '_')),
  ]);
}

export interface Needle {
  readonly name: string;
  readonly bytes: Buffer;
}

export const needlesOf = (secrets: readonly Pick<Secret, 'name' | 'value'>[]): readonly Needle[] =>
  secrets.flatMap(({ name, value }) =>
    [...formsOf(value)].map((form) => ({ name, bytes: Buffer.from(form) })),
  );

const corpusNeedles = needlesOf(corpus);

/** Names of the secrets that can be read in what was written, each once. */
export function tracesIn(written: Uint8Array | string, needles = corpusNeedles): string[] {
  const bytes = typeof written === 'string' ? Buffer.from(written) : Buffer.from(written);
  return [...new Set(needles.filter((needle) => bytes.includes(needle.bytes)).map(({ name }) => name))];
}

/** As far around a secret as a person needs to see how it came there. */
const contextBytes = 90;

/** The same, with what stands around the first trace of each: for a person who looks for the hole. */
export function tracesShown(written: Uint8Array, needles: readonly Needle[]): string[] {
  const bytes = Buffer.from(written.buffer, written.byteOffset, written.length);
  const shown = new Map<string, string>();
  for (const { name, bytes: needle } of needles) {
    const at = bytes.indexOf(needle);
    if (at < 0 || shown.has(name)) continue;
    const context = bytes.subarray(Math.max(0, at - contextBytes), at + needle.length + contextBytes);
    shown.set(name, `${name}: …${context.toString('latin1').replaceAll(/[^ -~]+/gu, '·')}…`);
  }
  return [...shown.values()];
}
