/** Items of a response's output (messages, reasoning, calls of tools), as events begin them and repeat them whole. */
import { eachMember } from '../sse/each-member.js';
import type { LocatedJson } from '../../json/located-json.js';
import type { NodeId } from '../../json/tape.js';
import { callInput, sideText } from '../sse/frame-draft.js';
import type { FrameDraft, TextKind } from '../sse/frame-draft.js';
import type { GatheredCalls } from '../sse/gathered-calls.js';
import { isCallItem } from './responses-items-shape.js';
import { callTextStems, partStems, rowOf, structural, telling } from './responses-texts.js';
import { readLogprobs } from './stream-logprobs.js';

/** How an item is told: begun, and more of it follows; or repeated as it ended, by the event of this name. */
export type Told = { readonly kind: 'begun' } | { readonly kind: 'whole'; readonly by: string };

export const callChannel = (output: number | string) => `${output}/tool`;

export class ResponseItems {
  readonly #calls: GatheredCalls;
  readonly #textKind: TextKind;

  constructor(calls: GatheredCalls, textKind: TextKind) {
    this.#calls = calls;
    this.#textKind = textKind;
  }

  kindOf(stem: string): TextKind {
    return stem === 'output_text' ? this.#textKind : rowOf(stem).kind;
  }

  read(json: LocatedJson, item: NodeId, output: number, told: Told, draft: FrameDraft): void {
    const type = json.text(json.member(item, 'type')) ?? '';
    if (isCallItem(json, item)) {
      this.#readCall(json, item, type, output, told, draft);
      return;
    }
    eachMember(json, item, (key, value) => {
      if ((key === 'content' || key === 'summary') && json.isArray(value)) {
        let sub = 0;
        for (const part of json.elements(value)) this.part(json, part, `${output}/${sub++}`, told, draft);
      } else if (!structural.has(key)) {
        draft.unknown(key, telling);
        draft.sweep(json, value, `${output}/side`, sideText, structural);
      }
    });
  }

  /** `{ type: "output_text", text, annotations, logprobs }` and its like. */
  part(json: LocatedJson, part: NodeId, place: string, told: Told, draft: FrameDraft): void {
    const stem = partStems[json.text(json.member(part, 'type')) ?? ''];
    eachMember(json, part, (key, value) => {
      if (stem !== undefined && key === rowOf(stem).repeatedAs) {
        this.#text(json, value, `${place}/${rowOf(stem).suffix}`, this.kindOf(stem), told, draft);
      } else if (key === 'logprobs') this.logprobs(json, value, place, told, draft);
      else if (!structural.has(key)) draft.sweep(json, value, `${place}/side`, sideText, structural);
    });
  }

  /** Repeated tokens are pieces of one text again, which begins and ends in this frame. */
  logprobs(json: LocatedJson, list: NodeId, place: string, told: Told, draft: FrameDraft): void {
    const channel = `${place}/logprobs${told.kind === 'whole' ? ` ${told.by}` : ''}`;
    readLogprobs(json, list, channel, draft);
    if (told.kind === 'whole') draft.end(channel);
  }

  #text(
    json: LocatedJson,
    node: NodeId,
    channel: string,
    kind: TextKind,
    told: Told,
    draft: FrameDraft,
  ): string {
    const text =
      told.kind === 'whole' ? draft.whole(json, node, channel, kind) : draft.text(json, node, channel, kind);
    return text ?? '';
  }

  #readCall(
    json: LocatedJson,
    item: NodeId,
    type: string,
    output: number,
    told: Told,
    draft: FrameDraft,
  ): void {
    const call = this.#calls.open(callChannel(output));
    const own = json.text(json.member(item, 'name')) ?? type.replace(/_call$/, '');
    if (!this.#calls.nameIt(call, own)) draft.unreadable ??= 'NOT_THIS_DIALECT';
    call.id = json.text(json.member(item, 'call_id')) ?? json.text(json.member(item, 'id')) ?? call.id;
    draft.isPartOf(call);
    let text: string | undefined;
    let isJson = true;
    for (const { name, value } of json.members(item)) {
      const key = json.text(name) ?? '';
      const stem = callTextStems[key];
      if (stem !== undefined && json.isString(value)) {
        isJson = rowOf(stem).kind.isJson;
        text = this.#text(json, value, call.channel, rowOf(stem).kind, told, draft);
      } else if (!structural.has(key)) {
        draft.sweep(json, value, `${output}/side`, callInput, structural);
        if (key === 'action' || key === 'operation') text ??= json.raw(value);
      }
    }
    if (told.kind === 'begun') {
      if (text !== undefined && !call.isComplete) this.#calls.add(call, text);
      return;
    }
    // Clients differ in whether they take the pieces or the whole: only where both agree is it known what was judged.
    const whole = text ?? '';
    const isSame = call.arguments === whole || (call.arguments === '' && !call.isComplete);
    if (!isSame) draft.unreadable ??= 'NOT_THIS_DIALECT';
    if (call.isComplete) return;
    if (call.arguments === '') this.#calls.add(call, whole);
    const complete = this.#calls.complete(call);
    const empty = whole === '' ? '{}' : whole;
    draft.toolCalls.push({ ...complete, arguments: isJson ? empty : JSON.stringify(whole) });
  }
}
