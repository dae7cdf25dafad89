/** Channels of a stream: what was said on each, and the frame that last went out for it, to say more in its manner. */
import type { StreamForm, StreamProblem } from '../llm/dialect.js';
import { messageOf } from './frame-texts.js';
import type { FrameText } from './frame-texts.js';
import type { SentFrame } from './sent-frame.js';

export interface Channel {
  readonly name: string;
  readonly owner: string;
  /** Of a channel that repeats itself: what came. */
  raw: string;
  readonly forms: Readonly<Record<StreamForm, WrittenForm>>;
}

/** What went out for a channel in one form: of one that repeats itself its text, and the frame that told it last. */
export interface WrittenForm {
  text: string;
  last: SentFrame | undefined;
}

/** A text that was heard on its channel. */
export interface Heard {
  readonly channel: Channel;
  readonly isRepeat: boolean;
  /** It goes on where the channel was; else a repeated text was rewritten. */
  readonly goesOn: boolean;
  /** What is new in it. */
  readonly news: string;
}

/** Messages that may be open at once; beyond, the oldest is over. A run streams from a few nodes at a time. */
const ownersMax = 256;
/** Channels that are over, but whose frames may still wait to go out: as many as one chunk of a stream ends. */
const closedMax = 1024;

export class Channels {
  readonly #open = new Map<string, Channel>();
  readonly #closed = new Map<string, Channel>();
  readonly #owners = new Set<string>();
  readonly #channelsMax: number;
  problem: StreamProblem | undefined;

  constructor(channelsMax: number) {
    this.#channelsMax = channelsMax;
  }

  get(name: string): Channel | undefined {
    return this.#open.get(name) ?? this.#closed.get(name);
  }

  /** A text that comes in pieces, or once more from its beginning. */
  hear({ channel: name, owner, manner, span }: FrameText): Heard {
    let channel = this.#open.get(name);
    if (channel === undefined) {
      channel = { name, owner, raw: '', forms: { sent: unsaid(), recorded: unsaid() } };
      this.#open.set(name, channel);
      this.#owners.add(owner);
      if (this.#open.size > this.#channelsMax) this.problem = 'TOO_MANY_CHANNELS';
    }
    if (manner !== 'repeat') return { channel, isRepeat: false, goesOn: true, news: span.text };
    const goesOn = span.text.startsWith(channel.raw);
    const news = goesOn ? span.text.slice(channel.raw.length) : span.text;
    channel.raw = span.text;
    return { channel, isRepeat: true, goesOn, news };
  }

  /** Open channels of the owners. */
  of(owners: readonly string[]): readonly string[] {
    if (owners.length === 0) return [];
    const ended = new Set(owners);
    return [...this.#open].filter(([, { owner }]) => ended.has(owner)).map(([name]) => name);
  }

  /** Owners whose message has one of these ids. */
  known(ids: ReadonlySet<string>): readonly string[] {
    return [...this.#owners].filter((owner) => ids.has(messageOf(owner)));
  }

  get isEmpty(): boolean {
    return this.#owners.size === 0;
  }

  /** The oldest owners beyond what may be open. */
  surplus(): readonly string[] {
    return this.#owners.size <= ownersMax ? [] : [...this.#owners].slice(0, this.#owners.size - ownersMax);
  }

  close(owners: readonly string[]): void {
    for (const name of this.of(owners)) {
      const channel = this.#open.get(name);
      this.#open.delete(name);
      if (channel !== undefined) this.#closed.set(name, channel);
    }
    for (const owner of owners) this.#owners.delete(owner);
    for (const name of this.#closed.keys()) {
      if (this.#closed.size <= closedMax) break;
      this.#closed.delete(name);
    }
  }
}

const unsaid = (): WrittenForm => ({ text: '', last: undefined });

/** What goes out for a text whose news became `text`. */
export function say(
  { channel, isRepeat, goesOn }: Heard,
  text: string,
  frame: SentFrame,
  form: StreamForm,
): string {
  const written = channel.forms[form];
  written.last = frame;
  if (!isRepeat) return text;
  written.text = goesOn ? written.text + text : text;
  return written.text;
}
