/** What no dialect reads of a stream (comments, names and ids of events, data that is no JSON), masked as the text it is. */
import type { StreamFrame } from '@sallyport/wire/llm/dialect';
import type { MaskTally } from '../masking/mask-tally.js';
import type { Passed } from './answer.js';
import { wholeForms, type Masks } from './text-forms.js';

/** Shorter frames are blank lines and signs of life. */
const namelessBytesMax = 4;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

const LF = 0x0a;
const CR = 0x0d;
const data = Buffer.from('data');

export function isUnread({ bytes, deltas, unreadable }: StreamFrame): boolean {
  if (unreadable !== undefined) return true;
  return deltas.length === 0 && bytes.length > namelessBytesMax && !hasData(bytes);
}

/** Whether a line of the frame starts with `data`. */
function hasData(bytes: Uint8Array): boolean {
  const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = frame.indexOf(data); at >= 0; at = frame.indexOf(data, at + 1)) {
    const before = frame[at - 1];
    if (at === 0 || before === LF || before === CR || before === 0xbf) return true;
  }
  return false;
}

/** Undefined where nothing is masked. */
export function unreadForms(
  masks: Masks,
  client: Uint8Array,
  recorded: Uint8Array,
  tally: MaskTally,
): Passed | undefined {
  const { plan } = masks;
  if (plan === undefined) return undefined;
  const read = (bytes: Uint8Array) => {
    const text = decoder.decode(bytes);
    return { text, forms: wholeForms({ plan, values: new Map() }, { text, isJson: false, key: '' }) };
  };
  const first = read(client);
  const second = client === recorded ? first : read(recorded);
  if (second.forms.report !== undefined) tally.add(second.forms.report, 'metadata', 0);
  const sent = first.forms.client;
  const kept = second.forms.recorded;
  return {
    client: sent === first.text ? client : Buffer.from(sent, 'utf8'),
    recorded: kept === second.text ? recorded : Buffer.from(kept, 'utf8'),
  };
}
