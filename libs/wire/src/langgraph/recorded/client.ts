/** For tests: a client of a run's stream, and one behind a gateway that masks an address as it streams. */
import type { StreamFrame } from '../../llm/dialect.js';
import { GraphStreamReader } from '../stream-reader.js';

export const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
export const text = (pieces: readonly Uint8Array[]): string => Buffer.concat(pieces).toString('utf8');

/** Feeds a stream in chunks that end at these places. */
export function framesOf(stream: string, cuts: readonly number[] = []): StreamFrame[] {
  const all = bytes(stream);
  const reader = new GraphStreamReader();
  const ends = [...cuts.map((cut) => cut % (all.length + 1)), all.length].sort((one, other) => one - other);
  let start = 0;
  const frames: StreamFrame[] = [];
  for (const end of ends) {
    frames.push(...reader.feed(all.subarray(start, end)));
    start = end;
  }
  return [...frames, ...reader.finish()];
}

/** A client of LangGraph's own: fields of each event, its data parsed. */
export function received(stream: string): { event: string; data: unknown }[] {
  return stream
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => {
      const lines = event.split('\n');
      const of = (field: string) =>
        lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1));
      return { event: of('event').join('').trim(), data: JSON.parse(of('data').join('')) as unknown };
    });
}

/** Masks each channel as a stream: what could go on as an address is held back, and carried when the channel ends. */
export function masked(stream: string): string {
  const reader = new GraphStreamReader();
  const mask = (value: string) => value.replaceAll('ada@example.org', '[EMAIL]');
  const held = new Map<string, string>();
  const out: Uint8Array[] = [];
  const flush = (channels: readonly string[]) => {
    for (const channel of channels) {
      const rest = held.get(channel) ?? '';
      held.delete(channel);
      if (rest !== '') out.push(reader.carry(channel, mask(rest)));
    }
  };
  const pass = (read: StreamFrame) => {
    flush(
      (read.ends === 'all' ? [...held.keys()] : read.ends).filter(
        (channel) => !read.deltas.some((delta) => delta.channel === channel),
      ),
    );
    const texts = read.deltas.map((delta) => {
      if (delta.isWhole === true) return mask(delta.text);
      const known = (held.get(delta.channel) ?? '') + delta.text;
      const isLast = read.ends === 'all' || read.ends.includes(delta.channel);
      const tail = isLast ? '' : (/\S*$/.exec(mask(known))?.[0] ?? '');
      held.set(delta.channel, tail);
      return mask(known).slice(0, mask(known).length - tail.length);
    });
    out.push(read.rewrite(texts));
  };
  for (const read of [...reader.feed(bytes(stream)), ...reader.finish()]) pass(read);
  return text(out);
}
