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
  /** Part of it was written before it was complete: it is not to be judged, and goes on as it came. */
  isOut: boolean;
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
    const call = {
      channel,
      id: '',
      name: '',
      arguments: '',
      isComplete: false,
      isRefused: false,
      isOut: false,
    };
    if (this.#calls.size >= this.#limits.channelsMax) this.problem = 'TOO_MANY_CHANNELS';
    else this.#calls.set(channel, call);
    return call;
  }

  /** More of the call's arguments. */
  add(call: GatheredCall, text: string): void {
    if (this.#hasRoom(text)) call.arguments += text;
  }

  /**
   * A piece of a call's name, as some services cut it. Said again as it stands, it is the same name. False where it goes on
   * behind its end, which is where the arguments begin.
   */
  addName(call: GatheredCall, piece: string): boolean {
    if (piece === '' || piece === call.name) return true;
    if (call.name !== '' && call.arguments !== '') return false;
    if (this.#hasRoom(piece)) call.name += piece;
    return true;
  }

  #hasRoom(text: string): boolean {
    this.#characters += text.length;
    if (this.#characters > this.#limits.callCharactersMax) this.problem = 'CALL_TOO_LARGE';
    return this.problem === undefined;
  }

  /**
   * The name of a call, as an event says it whole. False where another one stood there: some clients would take the first,
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
