/** Tool calls in chunks of a chat completion: fragments by choice and index, the old `function_call`, and their removal. */
import { eachMember } from '../sse/each-member.js';
import type { LocatedJson } from '../../json/located-json.js';
import type { Edit } from '../../json/splice.js';
import type { NodeId } from '../../json/tape.js';
import { callArguments, callInput, sideText } from '../sse/frame-draft.js';
import type { FrameDraft } from '../sse/frame-draft.js';
import type { GatheredCall, GatheredCalls } from '../sse/gathered-calls.js';

/** A fragment of a call in a chunk: the value that tells it, its index where it has one, and what it tells of the name. */
export interface Fragment {
  readonly node: NodeId;
  readonly index: NodeId | undefined;
  readonly channel: string;
  readonly names: readonly NamePiece[];
}

interface NamePiece {
  readonly node: NodeId;
  readonly text: string;
  /** Nothing of the name came before. */
  readonly isFirst: boolean;
}

const toolPrefix = (choice: number) => `${choice}/tool/`;
const functionChannel = (choice: number) => `${choice}/function`;
const structural = new Set(['id', 'type', 'index', 'name']);
const ofCalls = new Set([...structural, 'function', 'custom', 'arguments', 'input']);

export class ChatToolCalls {
  readonly gathered: GatheredCalls;
  /** Calls that take free text (`custom`), not JSON. */
  readonly #freeText = new Set<string>();

  constructor(gathered: GatheredCalls) {
    this.gathered = gathered;
  }

  /** `tool_calls` of a delta. Without an index, as some services send them, a call's place in the list is its index. */
  readToolCalls(json: LocatedJson, list: NodeId, choice: number, draft: FrameDraft): Fragment[] {
    const fragments: Fragment[] = [];
    let place = 0;
    for (const node of json.elements(list)) {
      const index = json.member(node, 'index');
      const number = json.number(index) ?? place;
      place += 1;
      const channel = `${toolPrefix(choice)}${number}`;
      const call = this.gathered.open(channel);
      const id = json.text(json.member(node, 'id')) ?? '';
      // A second call under the same index: clients would run the two together.
      if (call.isComplete || (id !== '' && call.id !== '' && id !== call.id))
        draft.unreadable ??= 'NOT_THIS_DIALECT';
      if (id !== '') call.id = id;
      const names: NamePiece[] = [];
      eachMember(json, node, (key, value) => {
        if (key === 'function' || key === 'custom') names.push(...this.#readCall(json, value, call, draft));
        else if (!structural.has(key)) {
          draft.unknown(key, ofCalls);
          draft.sweep(json, value, channel, sideText, structural);
        }
      });
      draft.isPartOf(call);
      fragments.push({ node, index, channel, names });
    }
    return fragments;
  }

  readFunctionCall(json: LocatedJson, node: NodeId, choice: number, draft: FrameDraft): Fragment[] {
    const call = this.gathered.open(functionChannel(choice));
    if (call.isComplete) draft.unreadable ??= 'NOT_THIS_DIALECT';
    const names = this.#readCall(json, node, call, draft);
    draft.isPartOf(call);
    return [{ node, index: undefined, channel: call.channel, names }];
  }

  /** A call in a form that nobody reads: complete, and without a name. */
  unknown(choice: number, draft: FrameDraft): void {
    const call = this.gathered.open(`${toolPrefix(choice)}?`);
    if (!call.isComplete) draft.complete(this.gathered.complete(call));
  }

  /** `{ name, arguments }`, or `{ name, input }` of a tool that takes free text. */
  #readCall(json: LocatedJson, node: NodeId, call: GatheredCall, draft: FrameDraft): NamePiece[] {
    const names: NamePiece[] = [];
    eachMember(json, node, (key, value) => {
      if (key === 'name') {
        const text = json.text(value) ?? '';
        if (text !== '') names.push({ node: value, text, isFirst: call.name === '' });
        if (!this.gathered.addName(call, text)) draft.unreadable ??= 'NOT_THIS_DIALECT';
      } else if (key === 'arguments' || key === 'input') {
        if (key === 'input') this.#freeText.add(call.channel);
        const kind = key === 'input' ? callInput : callArguments;
        this.gathered.add(call, draft.text(json, value, call.channel, kind) ?? '');
      } else {
        draft.unknown(key, ofCalls);
        draft.sweep(json, value, call.channel, sideText, structural);
      }
    });
    return names;
  }

  /** The choice has finished: its calls can be judged. */
  complete(choice: number, draft: FrameDraft): void {
    for (const prefix of [toolPrefix(choice), functionChannel(choice)]) {
      for (const call of this.gathered.completeUnder(prefix)) {
        const isFree = this.#freeText.has(call.channel);
        draft.complete(isFree ? { ...call, arguments: JSON.stringify(call.arguments) } : call);
      }
    }
  }

  /** Whether calls were refused and none is left. */
  hasNoneLeft(choice: number): boolean {
    const calls = [
      ...this.gathered.under(toolPrefix(choice)),
      ...this.gathered.under(functionChannel(choice)),
    ];
    return calls.length > 0 && calls.every(({ isRefused }) => isRefused);
  }

  /**
   * The fragments as they go on once their calls are judged: without refused ones; the others close up, because clients
   * keep calls in a list by index, and say their name once.
   */
  asJudged(list: NodeId, fragments: readonly Fragment[], choice: number): Edit[] {
    const kept = fragments.filter(({ channel }) => !this.gathered.isRefused(channel));
    if (kept.length === 0 && fragments.length > 0) return [{ kind: 'remove', node: list }];
    const edits: Edit[] = [];
    for (const fragment of fragments) {
      const { node, index, channel } = fragment;
      if (!kept.includes(fragment)) edits.push({ kind: 'remove', node });
      else {
        edits.push(...this.#namedOnce(fragment));
        if (index !== undefined && this.#refusedBefore(channel, choice) > 0)
          edits.push({ kind: 'value', node: index, value: this.#index(channel, choice) });
      }
    }
    return edits;
  }

  /** Some clients take the first piece of a name, some the last and some all: with all in the first, they take what was judged. */
  #namedOnce({ channel, names }: Fragment): Edit[] {
    const call = this.gathered.get(channel);
    if (call === undefined) return [];
    if (!call.isComplete) call.isOut = true;
    if (call.isOut) return [];
    const edits: Edit[] = [];
    for (const { node, text, isFirst } of names) {
      if (!isFirst) edits.push({ kind: 'remove', node });
      else if (text !== call.name) edits.push({ kind: 'text', node, text: call.name });
    }
    return edits;
  }

  /** A delta with more of a call's arguments. */
  deltaOf(channel: string, choice: number, text: string): object {
    if (channel === functionChannel(choice)) return { function_call: { arguments: text } };
    const index = this.#index(channel, choice);
    const call = this.#freeText.has(channel)
      ? { custom: { input: text } }
      : { function: { arguments: text } };
    return { tool_calls: [{ index, ...call }] };
  }

  #index(channel: string, choice: number): number {
    return Number(channel.slice(toolPrefix(choice).length)) - this.#refusedBefore(channel, choice);
  }

  #refusedBefore(channel: string, choice: number): number {
    const prefix = toolPrefix(choice);
    const own = Number(channel.slice(prefix.length));
    return this.gathered
      .under(prefix)
      .filter((call) => call.isRefused && Number(call.channel.slice(prefix.length)) < own).length;
  }
}
