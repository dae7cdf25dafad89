/** Reads the documents of one stream, one after the other, whatever they came in: events of an event stream, or messages. */
import type { LocatedJson } from '../json/located-json.js';
import { readJson } from '../json/read-json.js';
import type { Edit } from '../json/splice.js';
import { stride } from '../json/tape.js';
import type { NodeId } from '../json/tape.js';
import type { Delta, StreamForm, StreamFrame, StreamProblem } from '../llm/dialect.js';
import type { UnreadableReason } from '../llm/operation.js';
import { streamLimits } from '../llm/sse/stream-limits.js';
import { bodyLimits } from '../plain/body-limits.js';
import { Channels, say } from './channels.js';
import type { Heard } from './channels.js';
import type { FrameText, FrameTexts } from './frame-texts.js';
import { GatheredCalls } from './gathered-calls.js';
import { frameLike } from './sent-frame.js';
import type { Envelope, SentFrame } from './sent-frame.js';
import { withoutCalls } from './tool-calls.js';

interface WrittenFrame {
  readonly frame: SentFrame;
  readonly bytes: Uint8Array;
}

export type ReadTexts = (json: LocatedJson, event: string) => FrameTexts;

const limits = { ...bodyLimits, bytesMax: streamLimits.frameBytesMax };

const nothing = new Uint8Array(0);

/** Bytes in which nothing is said: comments, blank lines. */
export const silent = (bytes: Uint8Array, ends: StreamFrame['ends'] = []): StreamFrame => ({
  bytes,
  deltas: [],
  ends,
  toolCalls: [],
  usage: undefined,
  isUsageOnly: false,
  rewrite: () => bytes,
});

const unread = (bytes: Uint8Array, unreadable: UnreadableReason): StreamFrame => ({
  ...silent(bytes),
  unreadable,
});

export class FrameReader {
  readonly #readTexts: ReadTexts;
  readonly #channels = new Channels(streamLimits.channelsMax);
  readonly #calls = new GatheredCalls();

  constructor(readTexts: ReadTexts) {
    this.#readTexts = readTexts;
  }

  get problem(): StreamProblem | undefined {
    return this.#channels.problem ?? this.#calls.problem;
  }

  read(envelope: Envelope, event: string): StreamFrame {
    const json = readJson(envelope.document, limits);
    if (json.kind === 'unreadable') return unread(envelope.bytes, json.reason);
    const read = this.#readTexts(json, event);
    const { texts, ends } = read;
    const frames: Partial<Record<StreamForm, WrittenFrame>> = {};
    const heard = texts.map((text) => (text.manner === 'whole' ? undefined : this.#channels.hear(text)));
    const calls = this.#calls.read(json, read);
    const over = this.#overWith(json, ends);
    const ended = ends === 'all' ? 'all' : this.#channels.of(over);
    this.#channels.close(over);
    const atEnd = ends === 'all' ? this.#calls.endAll() : over.flatMap((owner) => this.#calls.end(owner));
    return {
      bytes: envelope.bytes,
      deltas: texts.map((text, index) => deltaOf(text, heard[index])),
      ends: ended,
      toolCalls: atEnd.length === 0 ? calls.complete : [...calls.complete, ...atEnd],
      partOfCalls: calls.partOf,
      usage: undefined,
      isUsageOnly: false,
      rewrite: (given, form = 'sent') => {
        const out = texts.map(({ span }) => span.text);
        const blockCalls = read.block === undefined ? [] : calls.partOf;
        const frame: SentFrame = { envelope, json, texts, out, blockCalls };
        for (const [index, one] of heard.entries()) {
          const text = given[index] ?? frame.out[index] ?? '';
          frame.out[index] = one === undefined ? text : say(one, text, frame, form);
        }
        const other = frames[form === 'sent' ? 'recorded' : 'sent'];
        const isSame = other?.frame.out.every((text, index) => text === frame.out[index]) === true;
        const bytes = isSame ? other.bytes : this.#write(frame, read, calls.partOf);
        frames[form] = { frame, bytes };
        return bytes;
      },
    };
  }

  /** The end of all, in bytes that say no more than that. */
  end(bytes: Uint8Array): StreamFrame {
    return { ...silent(bytes, 'all'), toolCalls: this.#calls.endAll() };
  }

  /** A frame with what was held back of a channel. */
  carry(name: string, text: string, form: StreamForm = 'sent'): Uint8Array {
    const written = this.#channels.get(name)?.forms[form];
    if (written?.last === undefined) return nothing;
    if (this.#calls.refusalOf(written.last.blockCalls ?? []) !== undefined) return nothing;
    const isRepeat = written.last.texts.some((one) => one.channel === name && one.manner === 'repeat');
    if (isRepeat) written.text += text;
    const said = isRepeat ? written.text : text;
    const sent = (other: string) => this.#channels.get(other)?.forms[form].text ?? '';
    return frameLike(written.last, name, said, sent);
  }

  refuse(channel: string, message: string): void {
    this.#calls.refuse(channel, message);
  }

  #overWith(json: LocatedJson, ends: FrameTexts['ends']): readonly string[] {
    if (ends === 'all') return [];
    if (ends !== 'known') return [...ends, ...this.#channels.surplus()];
    if (this.#channels.isEmpty) return [];
    const ids = new Set<string>();
    for (let node = 0; node < json.tape.length; node += stride) {
      if (!json.isName(node) || json.text(node) !== 'id') continue;
      const id = json.text(node + stride);
      if (id !== undefined && id !== '') ids.add(id);
    }
    return [...this.#channels.known(ids), ...this.#channels.surplus()];
  }

  #write(frame: SentFrame, { streamed, block }: FrameTexts, partOf: readonly string[]): Uint8Array {
    const { envelope, json, texts, out } = frame;
    const edits = texts.map(({ node }, index): Edit => ({ kind: 'text', node, text: out[index] ?? '' }));
    const { refused } = this.#calls;
    const why = block === undefined ? undefined : this.#calls.refusalOf(partOf);
    if (block !== undefined && why !== undefined) {
      // The block says why instead; what would have made it grow is gone.
      if (block.content === undefined) return nothing;
      const { node: content, isWhole } = block.content;
      const isOutside = ({ node }: { readonly node: NodeId }) =>
        node < content || node >= json.behind(content);
      const said = { type: 'text', text: isWhole ? why : '' };
      const others = edits.filter((edit) => edit.kind !== 'text' || isOutside(edit));
      return envelope.wrap(json.splice([...others, { kind: 'value', node: content, value: said }]));
    }
    if (refused.size > 0) {
      const removed = [...this.#calls.withoutRefused(json, streamed, partOf), ...withoutCalls(json, refused)];
      // Where a message says why, that stands in place of its own text.
      const told = new Set(removed.flatMap((edit) => (edit.kind === 'text' ? [edit.node] : [])));
      edits.splice(
        0,
        edits.length,
        ...edits.filter((edit) => edit.kind !== 'text' || !told.has(edit.node)),
        ...removed,
      );
    }
    const document = json.splice(edits);
    return document === json.bytes ? envelope.bytes : envelope.wrap(document);
  }
}

function deltaOf({ span, channel, manner }: FrameText, heard: Heard | undefined): Delta {
  const shared = { channel, position: span.position, isJson: span.isJson };
  return manner === 'whole' || heard === undefined
    ? { ...shared, text: span.text, isWhole: true, ...(span.key !== '' && { key: span.key }) }
    : { ...shared, text: heard.news };
}
