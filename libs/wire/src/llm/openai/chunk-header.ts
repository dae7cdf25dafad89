/** What every chunk of an OpenAI stream repeats (id, model, time), for chunks of our own: as the service wrote it. */
import type { LocatedJson } from '../../json/located-json.js';
import { stride } from '../../json/tape.js';

/** A chunk that is there for its usage alone. */
export function hasNoChoices(json: LocatedJson): boolean {
  const choices = json.member(json.root, 'choices');
  return choices !== undefined && json.isArray(choices) && json.behind(choices) === choices + stride;
}

const ownOfAChunk = new Set(['choices', 'usage', 'error', 'obfuscation']);

/** A chunk like `json` with these choices. */
export function chunkLike(json: LocatedJson | undefined, choices: readonly object[]): string {
  const members: string[] = [];
  for (const { name, value } of json?.members(json.root) ?? []) {
    const isPlain = !json?.isObject(value) && !json?.isArray(value);
    if (json !== undefined && isPlain && !ownOfAChunk.has(json.text(name) ?? '')) {
      members.push(`${json.raw(name)}:${json.raw(value)}`);
    }
  }
  members.push(`"choices":${JSON.stringify(choices)}`);
  return `{${members.join(',')}}`;
}
