/** What a dialect finds in one event of its stream, on the way to a frame: texts with the places they lie at. */
import type { LocatedJson } from '../../json/located-json.js';
import { lookedAlike } from '../../json/lookalike.js';
import { numberText } from '../../json/number-text.js';
import type { Edit } from '../../json/splice.js';
import { stride } from '../../json/tape.js';
import type { NodeId } from '../../json/tape.js';
import type { Delta } from '../dialect.js';
import type { UnreadableReason, Usage } from '../operation.js';
import { eachMember } from './each-member.js';
import type { CompleteCall, GatheredCall } from './gathered-calls.js';
import type { OpenChannels } from './open-channels.js';

export interface PlacedDelta extends Delta {
  readonly node: NodeId;
  /** What else changes in the document when this text does. */
  readonly also: ((text: string) => readonly Edit[]) | undefined;
}

export interface TextKind {
  readonly position: Delta['position'];
  readonly isJson: boolean;
}

export const plainText: TextKind = { position: 'assistant', isJson: false };
export const reasoningText: TextKind = { position: 'reasoning', isJson: false };
export const callArguments: TextKind = { position: 'tool-call', isJson: true };
export const callInput: TextKind = { position: 'tool-call', isJson: false };
export const sideText: TextKind = { position: 'metadata', isJson: false };

/** Members whose numbers are the service's own: times, probabilities, counts. */
const ownNumbers = new Set([
  'created',
  'created_at',
  'completed_at',
  'expires_at',
  'logprob',
  'sequence_number',
]);

/** Name of the member that a value is of; empty in arrays. */
function nameOf(json: LocatedJson, value: NodeId): string {
  const name = value - stride;
  return name >= 0 && json.isName(name) ? (json.text(name) ?? '') : '';
}

export class FrameDraft {
  readonly deltas: PlacedDelta[] = [];
  readonly toolCalls: CompleteCall[] = [];
  readonly partOfCalls: string[] = [];
  ends: string[] | 'all' = [];
  usage: Usage | undefined;
  isUsageOnly = false;
  unreadable: UnreadableReason | undefined;
  /** What refused tool calls change in this frame, asked when it is written; `drop` where nothing is left of it. */
  amend: (() => readonly Edit[] | 'drop') | undefined;
  readonly #channels: OpenChannels;

  constructor(channels: OpenChannels) {
    this.#channels = channels;
  }

  /** A piece of a channel's text, where there is a string at `node`; gives the piece. */
  text(
    json: LocatedJson,
    node: NodeId | undefined,
    channel: string,
    kind: TextKind,
    also?: PlacedDelta['also'],
  ): string | undefined {
    const text = json.text(node);
    if (text === undefined || node === undefined) return undefined;
    if (!this.#channels.continues(channel)) this.unreadable ??= 'NOT_THIS_DIALECT';
    this.deltas.push({ channel, ...kind, text, node, also });
    return text;
  }

  /** A text that stands whole in this frame. */
  whole(json: LocatedJson, node: NodeId | undefined, channel: string, kind: TextKind): string | undefined {
    const text = json.text(node);
    if (text === undefined || node === undefined) return undefined;
    this.#place(node, channel, kind, { text, key: nameOf(json, node) });
    return text;
  }

  /** A long number, as it is spelt: that of a card or an account stands in place of a text. */
  #number(json: LocatedJson, node: NodeId, channel: string, kind: TextKind): void {
    if (!json.canHoldText(node)) return;
    const key = nameOf(json, node);
    const text = ownNumbers.has(key) ? undefined : numberText(json, node);
    if (text !== undefined) this.#place(node, channel, kind, { text, key });
  }

  #place(
    node: NodeId,
    channel: string,
    kind: TextKind,
    { text, key }: { readonly text: string; readonly key: string },
  ): void {
    const whole = { channel, ...kind, text, isWhole: true, node, also: undefined };
    this.deltas.push(key === '' ? whole : { ...whole, key });
  }

  /** Every string and every long number at `node` and below, each whole, but those under the names in `except`. */
  sweep(json: LocatedJson, node: NodeId, channel: string, kind: TextKind, except: ReadonlySet<string>): void {
    if (json.isString(node)) this.whole(json, node, channel, kind);
    else if (json.isNumber(node)) this.#number(json, node, channel, kind);
    else if (json.isArray(node)) {
      for (const element of json.elements(node)) this.sweep(json, element, channel, kind, except);
    } else {
      eachMember(json, node, (key, value) => {
        if (!except.has(key)) this.sweep(json, value, channel, kind, except);
      });
    }
  }

  /** A member that nobody documented: some clients read it as one of these, whatever its case. */
  unknown(name: string, documented: ReadonlySet<string>): void {
    if (lookedAlike(name, documented) !== undefined) this.unreadable ??= 'NOT_THIS_DIALECT';
  }

  complete(call: CompleteCall): void {
    this.toolCalls.push(call);
    this.isPartOf(call);
  }

  isPartOf(call: Pick<GatheredCall, 'channel'>): void {
    if (!this.partOfCalls.includes(call.channel)) this.partOfCalls.push(call.channel);
  }

  end(channel: string): void {
    if (this.ends !== 'all' && this.#channels.end(channel)) this.ends.push(channel);
  }

  endUnder(prefix: string): void {
    const ended = this.#channels.endUnder(prefix);
    if (this.ends !== 'all') this.ends.push(...ended);
  }

  endAll(): void {
    this.#channels.endUnder('');
    this.ends = 'all';
  }
}
