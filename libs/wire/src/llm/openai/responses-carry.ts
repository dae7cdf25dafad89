/** A `.delta` event of our own in the stream of a response, for text that was held back. */
import type { LocatedJson } from '../../json/located-json.js';
import { writeSse } from '../sse/write-sse.js';
import { textRows } from './responses-texts.js';
import { ownToken } from './stream-logprobs.js';

const replaced = new Set(['delta', 'logprobs', 'obfuscation', 'sequence_number']);

/** @param model The last event with a piece of this channel: its places are repeated. */
export function carriedDelta(
  model: LocatedJson | undefined,
  channel: string,
  text: string,
  itemId: string,
  sequence: number,
): Uint8Array {
  const isToken = channel.endsWith('/logprobs');
  const delta = isToken ? '' : text;
  const logprobs = isToken ? [ownToken(text)] : [];
  if (model === undefined) {
    const event = { ...beginning(channel), item_id: itemId, sequence_number: sequence, delta, logprobs };
    return writeSse(event.type, JSON.stringify(event));
  }
  const members: string[] = [];
  for (const { name, value } of model.members(model.root)) {
    const key = model.text(name) ?? '';
    if (!replaced.has(key)) members.push(`${model.raw(name)}:${model.raw(value)}`);
  }
  const before = model.member(model.root, 'delta');
  const isInside = before !== undefined && model.isObject(before);
  const inside = { [channel.slice(channel.lastIndexOf('/') + 1)]: text };
  members.push(`"sequence_number":${sequence}`);
  members.push(`"delta":${JSON.stringify(isInside ? inside : delta)}`);
  if (model.member(model.root, 'logprobs') !== undefined)
    members.push(`"logprobs":${JSON.stringify(logprobs)}`);
  return writeSse(model.text(model.member(model.root, 'type')) ?? '', `{${members.join(',')}}`);
}

/** A text that an item or a part began with, and of which no `.delta` event came yet. */
function beginning(channel: string) {
  const [output = '0', ...rest] = channel.split('/');
  const suffix = rest.at(-1) ?? '';
  const stem = Object.keys(textRows).find((name) => textRows[name]?.suffix === suffix) ?? 'output_text';
  const sub = rest.length < 2 ? undefined : Number(rest[0]);
  const index =
    suffix === 'summary' ? 'summary_index' : suffix === 'command' ? 'command_index' : 'content_index';
  return {
    type: `response.${stem}.delta`,
    output_index: Number(output),
    ...(sub === undefined ? {} : { [index]: sub }),
  };
}
