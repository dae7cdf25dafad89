/** Tool calls of a stream, put together from their fragments, and which of them were refused. */
import type { StreamProblem } from '../dialect.js';
import type { ToolCall } from '../operation.js';
import type { StreamLimits } from './stream-limits.js';

export interface GatheredCall {
  readonly channel: string;
  id: string;
  name: string;
  arguments: string;
  isComplete: boolean;
  isRefused: boolean;
}

export type CompleteCall = ToolCall & { readonly channel: string };

export class GatheredCalls {
  readonly #calls = new Map<string, GatheredCall>();
  readonly #limits: StreamLimits;
  #characters = 0;
  problem: StreamProblem | undefined;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  get(channel: string): GatheredCall | undefined {
    return this.#calls.get(channel);
  }

  open(channel: string): GatheredCall {
    const known = this.#calls.get(channel);
    if (known !== undefined) return known;
    const call = { channel, id: '', name: '', arguments: '', isComplete: false, isRefused: false };
    if (this.#calls.size >= this.#limits.channelsMax) this.problem = 'TOO_MANY_CHANNELS';
    else this.#calls.set(channel, call);
    return call;
  }

  /** More of the call's arguments. */
  add(call: GatheredCall, text: string): void {
    this.#characters += text.length;
    if (this.#characters > this.#limits.callCharactersMax) this.problem = 'CALL_TOO_LARGE';
    else call.arguments += text;
  }

  /**
   * The name of a call, as a fragment says it. False where another one stood there: some clients would take the first,
   * some the last and some both, so that nobody could say what was judged.
   */
  nameIt(call: GatheredCall, name: string): boolean {
    if (call.name !== '' && name !== '' && name !== call.name) return false;
    if (name !== '') call.name = name;
    return true;
  }

  complete(call: GatheredCall): CompleteCall {
    call.isComplete = true;
    return { channel: call.channel, id: call.id, name: call.name, arguments: call.arguments };
  }

  /** Calls whose channel starts so, in the order in which they began. */
  under(prefix: string): GatheredCall[] {
    return [...this.#calls.values()].filter(({ channel }) => channel.startsWith(prefix));
  }

  completeUnder(prefix: string): CompleteCall[] {
    return this.under(prefix)
      .filter(({ isComplete }) => !isComplete)
      .map((call) => this.complete(call));
  }

  isRefused(channel: string): boolean {
    return this.#calls.get(channel)?.isRefused === true;
  }
}
