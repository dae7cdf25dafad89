/** A frame of a stream that was read, and its way back to bytes. */
import type { LocatedJson } from '../../json/located-json.js';
import type { Edit } from '../../json/splice.js';
import type { Delta, StreamFrame } from '../dialect.js';
import type { UnreadableReason, Usage } from '../operation.js';
import type { FrameDraft, PlacedDelta } from './frame-draft.js';
import type { CompleteCall } from './gathered-calls.js';
import type { SseEvent } from './sse-event.js';
import { withData } from './write-sse.js';

const nothing = new Uint8Array(0);

export class ReadFrame implements StreamFrame {
  readonly bytes: Uint8Array;
  readonly deltas: readonly Delta[];
  readonly ends: readonly string[] | 'all';
  readonly toolCalls: readonly CompleteCall[];
  readonly partOfCalls: readonly string[];
  readonly unreadable: UnreadableReason | undefined;
  readonly usage: Usage | undefined;
  readonly isUsageOnly: boolean;
  readonly #event: SseEvent;
  readonly #json: LocatedJson;
  readonly #placed: readonly PlacedDelta[];
  readonly #amend: FrameDraft['amend'];

  constructor(event: SseEvent, json: LocatedJson, draft: FrameDraft) {
    this.bytes = event.bytes;
    this.deltas = draft.deltas;
    this.ends = draft.ends;
    this.toolCalls = draft.toolCalls;
    this.partOfCalls = draft.partOfCalls;
    this.unreadable = draft.unreadable;
    this.usage = draft.usage;
    this.isUsageOnly = draft.isUsageOnly;
    this.#event = event;
    this.#json = json;
    this.#placed = draft.deltas;
    this.#amend = draft.amend;
  }

  rewrite(texts: readonly string[]): Uint8Array {
    const edits: Edit[] = [];
    for (const [index, { node, text, also }] of this.#placed.entries()) {
      const other = texts[index] ?? text;
      if (other === text) continue;
      edits.push({ kind: 'text', node, text: other });
      if (also !== undefined) edits.push(...also(other));
    }
    const amended = this.#amend?.() ?? [];
    if (amended === 'drop') return nothing;
    if (amended.length + edits.length === 0) return this.bytes;
    return withData(this.#event, this.#json.splice([...amended, ...edits]));
  }
}

/** A frame that says nothing a rule could ask for, or nothing that can be read. */
export function bareFrame(
  bytes: Uint8Array,
  told: Partial<Pick<StreamFrame, 'ends' | 'toolCalls' | 'partOfCalls' | 'unreadable'>> = {},
): StreamFrame {
  const empty = { deltas: [], ends: [], toolCalls: [], usage: undefined, isUsageOnly: false };
  return { ...empty, ...told, bytes, rewrite: () => bytes };
}
