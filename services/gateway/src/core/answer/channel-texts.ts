/** The texts of a stream by channel: what becomes of those of a frame, and what was held back when channels end. */
import type { Delta, StreamFrame } from '@sallyport/wire/llm/dialect';
import type { MaskTally } from '../masking/mask-tally.js';
import { RepeatedTexts } from './repeated-texts.js';
import { changesTexts, type Masks, type TextForms } from './text-forms.js';
import { TextGate } from './text-gate.js';

/** Channels that are numbered; a stream with more tells their places as those of the last one. */
const numberedMax = 65_536;

/** Text that was held back of a channel that ends with a frame in which it says nothing more. */
export interface Tail extends TextForms {
  readonly channel: string;
}

/** A text for each delta of a frame, in both forms; the same list where they do not differ. */
export interface FrameForms {
  readonly client: readonly string[];
  readonly recorded: readonly string[];
  readonly tails: readonly Tail[];
}

const none: readonly never[] = [];
const nothing: FrameForms = { client: none, recorded: none, tails: none };

export class ChannelTexts {
  /** The kind whose find ended a text, if one did: what the frame says must not go on. */
  blockedBy: string | undefined;
  readonly #masks: Masks;
  readonly #tally: MaskTally;
  readonly #gates = new Map<string, TextGate>();
  readonly #wholes: RepeatedTexts;
  readonly #numbers = new Map<string, number>();

  constructor(masks: Masks, tally: MaskTally) {
    this.#masks = masks;
    this.#wholes = new RepeatedTexts(masks);
    this.#tally = tally;
  }

  /** Whether anything can come of a text but itself. */
  get isActive(): boolean {
    return changesTexts(this.#masks);
  }

  formsOf({ deltas, ends }: StreamFrame): FrameForms {
    const isEnding = ends === 'all' || ends.length > 0;
    if (deltas.length === 0 && !isEnding) return nothing;
    const client: string[] = [];
    let recorded: string[] | undefined;
    for (const [index, delta] of deltas.entries()) {
      const forms = this.#formsOf(
        delta,
        isEnding && isLastOf(deltas, index) && endsWith(ends, delta.channel),
      );
      if (forms.client !== forms.recorded) recorded ??= [...client];
      client.push(forms.client);
      recorded?.push(forms.recorded);
    }
    return { client, recorded: recorded ?? client, tails: isEnding ? this.#tails(ends) : none };
  }

  /** Every channel ends: what was held back of them. */
  endAll(): readonly Tail[] {
    return this.#tails('all');
  }

  /** What was masked so far, in channels that have not ended too. */
  toldSoFar(): MaskTally {
    if (this.#gates.size === 0) return this.#tally;
    const tally = this.#tally.copy();
    for (const gate of this.#gates.values()) tell(gate, tally);
    return tally;
  }

  #formsOf(delta: Delta, isLast: boolean): TextForms {
    if (delta.isWhole === true) return this.#whole(delta);
    const { channel, text } = delta;
    let gate = this.#gates.get(channel);
    if (gate === undefined) {
      gate = new TextGate(this.#masks, delta.position, this.#number(channel), delta.isJson);
      this.#gates.set(channel, gate);
    }
    const forms = gate.push(text);
    if (!isLast) {
      this.blockedBy ??= gate.blockedBy;
      return forms;
    }
    const rest = this.#end(channel, gate);
    const client = forms.client + rest.client;
    const isSame = forms.client === forms.recorded && rest.client === rest.recorded;
    return { client, recorded: isSame ? client : forms.recorded + rest.recorded };
  }

  #whole({ channel, position, text, isJson, key = '' }: Delta): TextForms {
    const { client, recorded, report } = this.#wholes.formsOf({ text, isJson, key, position });
    if (report !== undefined && report.counts.length + report.failures.length > 0) {
      this.#tally.add(report, position, this.#number(channel));
      this.blockedBy ??= report.blockedBy;
    }
    return { client, recorded };
  }

  #tails(ends: StreamFrame['ends']): readonly Tail[] {
    const tails: Tail[] = [];
    for (const [channel, gate] of this.#gates) {
      if (!endsWith(ends, channel)) continue;
      const rest = this.#end(channel, gate);
      if (rest.client !== '' || rest.recorded !== '') tails.push({ channel, ...rest });
    }
    return tails;
  }

  #end(channel: string, gate: TextGate): TextForms {
    const rest = gate.end();
    this.blockedBy ??= gate.blockedBy;
    this.#gates.delete(channel);
    tell(gate, this.#tally);
    return rest;
  }

  #number(channel: string): number {
    const known = this.#numbers.get(channel);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    if (number < numberedMax) this.#numbers.set(channel, number);
    return number;
  }
}

const endsWith = (ends: StreamFrame['ends'], channel: string): boolean =>
  ends === 'all' || ends.includes(channel);

/** Whether no later delta of the frame goes on with the channel of this one. */
function isLastOf(deltas: readonly Delta[], index: number): boolean {
  const channel = deltas[index]?.channel;
  for (let later = index + 1; later < deltas.length; later += 1) {
    if (deltas[later]?.channel === channel && deltas[later]?.isWhole !== true) return false;
  }
  return true;
}

function tell(gate: TextGate, tally: MaskTally): void {
  const report = gate.report();
  if (report !== undefined && report.counts.length + report.failures.length > 0)
    tally.add(report, gate.position, gate.number);
}
