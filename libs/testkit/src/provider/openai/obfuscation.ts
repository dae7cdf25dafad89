/** Characters without meaning that OpenAI adds to the deltas of a stream, so that their lengths tell nothing. */
import { createHash } from 'node:crypto';
import { isObject, type JsonObject } from '../json.js';

const charsMax = 16;

/** `stream_options.include_obfuscation: false` does without. */
export function wantsObfuscation(body: JsonObject): boolean {
  const { stream_options: options } = body;
  return !(isObject(options) && options['include_obfuscation'] === false);
}

/** Characters that fill a delta up to the next sixteen, the same for the same delta. */
export function obfuscation(delta: JsonObject): string {
  const text = JSON.stringify(delta);
  const filler = createHash('sha256').update(text).digest('base64url').replaceAll(/[-_]/gu, '0');
  return filler.slice(0, charsMax - (text.length % charsMax));
}
