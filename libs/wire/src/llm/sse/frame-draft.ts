/** What a dialect finds in one event of its stream, on the way to a frame: texts with the places they lie at. */
import type { LocatedJson } from '../../json/located-json.js';
import type { Edit } from '../../json/splice.js';
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
    this.deltas.push({ channel, ...kind, text, isWhole: true, node, also: undefined });
    return text;
  }

  /** Every string value at `node` and below, each whole, but those under the names in `except`. */
  sweep(json: LocatedJson, node: NodeId, channel: string, kind: TextKind, except: ReadonlySet<string>): void {
    if (json.isString(node)) this.whole(json, node, channel, kind);
    else if (json.isArray(node)) {
      for (const element of json.elements(node)) this.sweep(json, element, channel, kind, except);
    } else {
      eachMember(json, node, (key, value) => {
        if (!except.has(key)) this.sweep(json, value, channel, kind, except);
      });
    }
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
