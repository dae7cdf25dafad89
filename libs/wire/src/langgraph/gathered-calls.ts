/** Calls of tools while they are streamed: put together by message and index, complete when their arguments are JSON. */
import type { LocatedJson } from '../json/located-json.js';
import type { Edit } from '../json/splice.js';
import type { NodeId } from '../json/tape.js';
import type { StreamProblem } from '../llm/dialect.js';
import type { ToolCall } from '../llm/operation.js';
import { streamLimits } from '../llm/sse/stream-limits.js';
import type { FrameTexts, Streamed } from './frame-texts.js';
import { callsIn } from './tool-calls.js';

export type StreamedCall = ToolCall & { readonly channel: string };

/** Calls that are remembered as told: those of a run's whole state are repeated with every frame. */
const toldMax = 10_000;

interface Growing {
  id: string;
  name: string;
  arguments: string;
}

export interface CallsOfFrame {
  readonly complete: readonly StreamedCall[];
  readonly partOf: readonly string[];
}

const channelOf = (id: string): string => `call/${id}`;
const parts = ['tool_call_chunks', 'tool_calls', 'invalid_tool_calls'] as const;

export class GatheredCalls {
  readonly #growing = new Map<string, Growing>();
  readonly #told = new Set<string>();
  /** Blocks of the newer protocol that are calls: their deltas name no id. */
  readonly #blocks = new Map<string, string>();
  readonly #refused = new Map<string, string>();
  #characters = 0;
  problem: StreamProblem | undefined;

  /** Calls that the frame completes or tells a part of. */
  read(json: LocatedJson, { streamed, block }: FrameTexts): CallsOfFrame {
    const complete: StreamedCall[] = [];
    const partOf = new Set<string>();
    for (const one of streamed) this.#readPieces(json, one, complete, partOf);
    if (block !== undefined) {
      const id = block.call ?? this.#blocks.get(block.owner);
      if (id !== undefined) partOf.add(channelOf(id));
      if (block.call !== undefined) this.#blocks.set(block.owner, block.call);
    }
    if (this.#growing.size + this.#blocks.size > streamLimits.channelsMax) this.problem = 'TOO_MANY_CHANNELS';
    for (const { node, id, name, arguments: given } of callsIn(json)) {
      const within = streamed.find((one) => node > one.node && node < json.behind(one.node));
      if (within !== undefined && this.#isInPieces(json, within)) continue;
      const call = { id, name, arguments: given, channel: channelOf(id === '' ? `${name} ${given}` : id) };
      if (this.#tell(call.channel)) complete.push(call);
    }
    return { complete, partOf: [...partOf] };
  }

  refuse(channel: string, message: string): void {
    this.#refused.set(channel.slice(channelOf('').length), message);
  }

  get refused(): ReadonlyMap<string, string> {
    return this.#refused;
  }

  /** Why one of these calls may not be made, where one was refused. */
  refusalOf(channels: readonly string[]): string | undefined {
    for (const channel of channels) {
      const sentence = this.#refused.get(channel.slice(channelOf('').length));
      if (sentence !== undefined) return sentence;
    }
    return undefined;
  }

  /** Edits that take refused calls out of messages in pieces: what names no id belongs to the call that the frame is about. */
  withoutRefused(
    json: LocatedJson,
    streamed: readonly Streamed[],
    partOf: readonly string[],
  ): readonly Edit[] {
    if (this.refusalOf(partOf) === undefined) return [];
    const edits: Edit[] = [];
    for (const { node: message, owner } of streamed) {
      const lists = [...parts, 'content'].map((name) => json.member(message, name));
      lists.push(json.member(json.member(message, 'additional_kwargs'), 'tool_calls'));
      for (const [place, list] of lists.entries()) {
        for (const element of json.elements(list)) {
          const type = json.text(json.member(element, 'type')) ?? '';
          if (place === parts.length && !/tool|function|input_json/.test(type)) continue;
          const id =
            json.text(json.member(element, 'id')) ?? this.#growing.get(keyOf(json, owner, element))?.id;
          if (id === undefined || this.#refused.has(id)) edits.push({ kind: 'remove', node: element });
        }
      }
    }
    return edits;
  }

  /** The owner's message is there whole: nothing of it grows any more. Calls that were not told are as complete as they will be. */
  end(owner: string): readonly StreamedCall[] {
    this.#blocks.delete(owner);
    return this.#endUnder(`${owner}@`);
  }

  endAll(): readonly StreamedCall[] {
    this.#blocks.clear();
    return this.#endUnder('');
  }

  #endUnder(prefix: string): readonly StreamedCall[] {
    const complete: StreamedCall[] = [];
    for (const [key, call] of this.#growing) {
      if (!key.startsWith(prefix)) continue;
      this.#characters -= call.arguments.length;
      this.#growing.delete(key);
      const channel = channelOf(call.id);
      if (this.#tell(channel)) complete.push({ ...call, arguments: call.arguments || '{}', channel });
    }
    return complete;
  }

  /** Whether what the message's `tool_calls` say may still grow. */
  #isInPieces(json: LocatedJson, { node, manner }: Streamed): boolean {
    const [chunk] = json.elements(json.member(node, 'tool_call_chunks'));
    return manner === 'repeat' || chunk !== undefined;
  }

  #readPieces(
    json: LocatedJson,
    { node, owner, manner }: Streamed,
    complete: StreamedCall[],
    partOf: Set<string>,
  ): void {
    if (manner === 'repeat') {
      for (const element of json.elements(json.member(node, 'tool_calls'))) {
        const id = json.text(json.member(element, 'id')) ?? '';
        if (id !== '') partOf.add(channelOf(id));
      }
      return;
    }
    for (const element of json.elements(json.member(node, 'tool_call_chunks'))) {
      const key = keyOf(json, owner, element);
      const call = this.#growing.get(key) ?? { id: '', name: '', arguments: '' };
      this.#growing.set(key, call);
      const piece = json.text(json.member(element, 'args')) ?? '';
      if (call.id === '') call.id = json.text(json.member(element, 'id')) ?? '';
      call.name += json.text(json.member(element, 'name')) ?? '';
      call.arguments += piece;
      this.#characters += piece.length;
      if (this.#characters > streamLimits.callCharactersMax) this.problem = 'CALL_TOO_LARGE';
      if (call.id === '') call.id = key;
      partOf.add(channelOf(call.id));
      const isComplete = piece.trimEnd().endsWith('}') && isObject(call.arguments);
      if (isComplete && this.#tell(channelOf(call.id)))
        complete.push({ ...call, channel: channelOf(call.id) });
    }
  }

  #tell(channel: string): boolean {
    if (this.#told.has(channel)) return false;
    this.#told.add(channel);
    if (this.#told.size > toldMax) {
      for (const oldest of this.#told) {
        this.#told.delete(oldest);
        break;
      }
    }
    return true;
  }
}

function keyOf(json: LocatedJson, owner: string, element: NodeId): string {
  const index = json.member(element, 'index');
  return `${owner}@${index === undefined ? '0' : json.raw(index)}`;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
