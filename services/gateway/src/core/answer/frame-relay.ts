/** Frames of a stream from the service to the client: texts masked, tool calls judged before any part of them goes out. */
import type { StreamFrame, StreamReader } from '@sallyport/wire/llm/dialect';
import type { AnswerRules, Stop } from './answer.js';
import type { AnswerLedger } from './answer-ledger.js';
import type { CallFate, WaitingCall } from './call-desk.js';
import { blockedVerdict } from './blocked.js';
import { ChannelTexts, type FrameForms, type Tail } from './channel-texts.js';
import { noBytes, type Outgoing } from './outgoing.js';
import { SideLines } from './side-lines.js';

interface Waiting {
  /** Channels of the tool calls that must be judged first. */
  readonly calls: readonly string[];
  readonly bytes: number;
  readonly write: () => void;
}

const noCalls: readonly string[] = [];

/** What of a reader writes frames that did not come. */
export type FrameWriter = Pick<StreamReader, 'carry' | 'refuseToolCall'>;

export class FrameRelay {
  readonly texts: ChannelTexts;
  readonly #rules: AnswerRules;
  readonly #ledger: AnswerLedger;
  readonly #reader: FrameWriter;
  /** Frames are written by those before them, so that both forms are written of every frame. */
  readonly #hasTwoHistories: boolean;
  readonly #out: Pick<Outgoing, 'add'>;
  readonly #sideLines: Pick<SideLines, 'formsOf'>;
  readonly #judged = new Set<string>();
  readonly #refused = new Set<string>();
  /** Calls that people are asked about, by channel, and what takes their place where people refuse. */
  readonly #asked = new Map<string, WaitingCall>();
  readonly #refusals = new Map<string, () => Uint8Array>();
  /** Frames in their order, from the first that waits for a tool call on. */
  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;

  constructor(
    rules: AnswerRules,
    ledger: AnswerLedger,
    reader: FrameWriter,
    out: Pick<Outgoing, 'add'>,
    sideLines: Pick<SideLines, 'formsOf'> = new SideLines(rules, ledger.tally),
  ) {
    this.#rules = rules;
    this.#ledger = ledger;
    this.#reader = reader;
    this.#hasTwoHistories = rules.dialect.name === 'langgraph' && rules.isRecorded;
    this.#out = out;
    this.#sideLines = sideLines;
    this.texts = new ChannelTexts(rules, ledger.tally);
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  take(frame: StreamFrame): Stop | undefined {
    if (frame.usage !== undefined) this.#ledger.usage = frame.usage;
    if (frame.unreadable !== undefined && this.#rules.isBinding)
      return { kind: 'unreadable', reason: frame.unreadable };
    if (!this.texts.isActive && !this.#ledger.calls.isJudging) {
      this.#pass(frame);
      return undefined;
    }
    // Of a call that nobody can name it is not known what would be done.
    if (this.#ledger.calls.isJudging && frame.toolCalls.some(({ name }) => name === ''))
      return { kind: 'unreadable', reason: 'UNKNOWN_CALL' };
    const forms = this.texts.formsOf(frame);
    const { blockedBy } = this.texts;
    if (blockedBy !== undefined) return this.#blocked(blockedBy);
    for (const tail of forms.tails) this.#carry(tail, frame.partOfCalls ?? noCalls);
    for (const call of frame.toolCalls) this.#judge(call);
    const calls = this.#ledger.calls.isJudging ? (frame.partOfCalls ?? noCalls) : noCalls;
    if (this.#isFree(calls)) this.#write(frame, forms);
    else this.#wait(calls, frame.bytes.length, () => this.#write(frame, forms));
    this.#release();
    return this.#waitingBytes > this.#rules.gatheredBytesMax ? { kind: 'too-large' } : undefined;
  }

  /** After calls that waited were settled: what they held back goes on. */
  resume(): void {
    for (const [channel, waiting] of this.#asked) {
      const fate = this.#ledger.calls.fateOf(waiting);
      if (fate === undefined) continue;
      this.#asked.delete(channel);
      this.#settle(channel, fate);
    }
    this.#release();
  }

  /** What was held back of channels that nothing ended. */
  endTexts(): Stop | undefined {
    const tails = this.texts.endAll();
    const { blockedBy } = this.texts;
    if (blockedBy !== undefined) return this.#blocked(blockedBy);
    for (const tail of tails) this.#carry(tail, noCalls);
    return undefined;
  }

  /** What was held back, and all that waits: for a stream that cannot be read on and passes as it is. */
  letGo(): Stop | undefined {
    const stop = this.endTexts();
    if (stop === undefined) for (const { write } of this.#waiting.splice(0)) write();
    return stop;
  }

  /** A frame of which nothing is asked. */
  #pass(frame: StreamFrame): void {
    this.#ledger.calls.count += frame.toolCalls.length;
    if (frame.isUsageOnly && this.#rules.dropsUsage) this.#ledger.isChanged = true;
    else this.#out.add(frame.bytes);
  }

  #write(frame: StreamFrame, { client, recorded }: FrameForms): void {
    if (frame.isUsageOnly && this.#rules.dropsUsage) {
      this.#ledger.isChanged = true;
      return;
    }
    const first = frame.rewrite(client);
    const isOne = client === recorded && !this.#hasTwoHistories;
    const second = isOne ? first : frame.rewrite(recorded, 'recorded');
    const passed = this.#sideLines.formsOf(frame, first, second) ?? { client: first, recorded: second };
    if (passed.recorded !== frame.bytes) this.#ledger.isChanged = true;
    this.#addForms(passed.client, passed.recorded);
  }

  #addForms(client: Uint8Array, recorded: Uint8Array): void {
    const isSame =
      client === recorded || (client.length === recorded.length && Buffer.compare(client, recorded) === 0);
    this.#out.add(client, isSame ? client : recorded);
  }

  /** Held back text goes out before the frame that ends its channel; that of a tool call only with the call. */
  #carry({ channel, client, recorded }: Tail, partOf: readonly string[]): void {
    const isJudged = this.#ledger.calls.isJudging && partOf.includes(channel);
    const write = (): void => {
      if (this.#refused.has(channel)) return;
      const isOne = client === recorded && !this.#hasTwoHistories;
      const first = client === '' ? noBytes : this.#reader.carry(channel, client);
      const second = isOne
        ? first
        : recorded === ''
          ? noBytes
          : this.#reader.carry(channel, recorded, 'recorded');
      this.#addForms(first, second);
      this.#ledger.isChanged = true;
    };
    if (!isJudged && this.#waiting.length === 0) write();
    else this.#wait(isJudged ? [channel] : noCalls, client.length + recorded.length, write);
  }

  #judge(call: StreamFrame['toolCalls'][number]): void {
    const { channel } = call;
    const fate = this.#ledger.calls.judge(call);
    if (fate.kind === 'waits') this.#asked.set(channel, fate.waiting);
    else this.#settle(channel, fate);
    if (fate.kind === 'passes') return;
    // Its place is here, whenever it is known.
    const bytes = fate.kind === 'refused' ? fate.verdict.sentence.length : 0;
    this.#wait(fate.kind === 'waits' ? [channel] : noCalls, bytes, () => {
      const refusal = this.#refusals.get(channel);
      if (refusal !== undefined) this.#out.add(refusal());
    });
  }

  #settle(channel: string, fate: CallFate): void {
    this.#judged.add(channel);
    if (fate.kind !== 'refused') return;
    this.#refused.add(channel);
    this.#refusals.set(channel, this.#reader.refuseToolCall(channel, fate.verdict.sentence));
    this.#ledger.isChanged = true;
  }

  #isFree(calls: readonly string[]): boolean {
    return this.#waiting.length === 0 && calls.every((call) => this.#judged.has(call));
  }

  #wait(calls: readonly string[], bytes: number, write: () => void): void {
    this.#waitingBytes += bytes;
    this.#waiting.push({ calls, bytes, write });
  }

  #release(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (!next.calls.every((call) => this.#judged.has(call))) return;
      this.#waiting.shift();
      this.#waitingBytes -= next.bytes;
      next.write();
    }
  }

  #blocked(kind: string): Stop {
    const { plan, orders = [] } = this.#rules;
    return { kind: 'denied', verdict: blockedVerdict(kind, orders, plan?.engine) };
  }
}
