/** The messages of a LangGraph server on a WebSocket: each read, judged and masked as an event of a stream is. Pure. */
import type { DialectError, StreamFrame } from '@sallyport/wire/llm/dialect';
import { SocketEventReader } from '@sallyport/wire/langgraph/socket';
import type { AnswerFacts, AnswerRules, Passed, Stop } from './answer.js';
import { AnswerLedger } from './answer-ledger.js';
import { FrameRelay } from './frame-relay.js';
import { judgeAnswer } from './judge-answer.js';
import { JudgedTexts } from './judged-texts.js';
import { SideLines } from './side-lines.js';

/** Of text that rules see which only watch: what is longer is judged by its beginning. */
const watchedUnitsMax = 1024 * 1024;

/** Messages on their way out, which are not joined. */
class OutgoingMessages {
  readonly #messages: Passed[] = [];

  add(client: Uint8Array, recorded: Uint8Array = client): void {
    if (client.length + recorded.length > 0) this.#messages.push({ client, recorded });
  }

  take(): readonly Passed[] {
    return this.#messages.splice(0);
  }
}

export class MessageReading {
  stopped: Stop | undefined;
  readonly #rules: AnswerRules;
  readonly #status: number;
  readonly #ledger: AnswerLedger;
  readonly #sideLines: Pick<SideLines, 'formsOf'>;
  readonly #out = new OutgoingMessages();
  readonly #judged: JudgedTexts | undefined;
  #reader = new SocketEventReader();
  #relay: FrameRelay;
  #isFinished = false;

  /** @param status of the answer that opened the socket */
  constructor(rules: AnswerRules, status: number) {
    this.#rules = rules;
    this.#status = status;
    this.#ledger = new AnswerLedger(rules);
    const sideLines = new SideLines(rules, this.#ledger.tally);
    // A message has no lines beside its document; one that is no document is all text.
    this.#sideLines = {
      formsOf: (frame, client, recorded) =>
        frame.unreadable === undefined ? undefined : sideLines.formsOf(frame, client, recorded),
    };
    this.#relay = this.#newRelay();
    this.#judged = rules.judgeAnswer === undefined ? undefined : new JudgedTexts(watchedUnitsMax);
  }

  get facts(): AnswerFacts {
    return this.#ledger.facts(this.#relay.texts.toldSoFar());
  }

  /** What goes out now: not always this message, and where one of a refused call is left out, none. */
  push(message: Uint8Array): readonly Passed[] {
    if (this.stopped !== undefined) return [];
    const frame = this.#reader.read(message);
    this.#judged?.take(frame.deltas);
    if (this.#reader.problem === undefined) this.stopped = this.#relay.take(frame);
    else this.#cannotGoOn(message);
    return this.#out.take();
  }

  /** The server has said all, or nobody listens any more. */
  finish(): readonly Passed[] {
    if (this.stopped !== undefined || this.#isFinished) return [];
    this.#isFinished = true;
    this.stopped = this.#relay.endTexts();
    if (this.#relay.isWaiting) this.stopped ??= { kind: 'unreadable', reason: 'STREAM_BROKEN' };
    if (this.#judged !== undefined)
      this.#ledger.verdict = judgeAnswer(this.#rules, this.#judged.spans, this.#status);
    return this.#out.take();
  }

  /** What the client is told before a socket is closed by policy. */
  cut(error: DialectError): Uint8Array {
    return this.#reader.cut(error);
  }

  /** More is open than is kept. Where nothing depends on it, reading begins anew with the next message. */
  #cannotGoOn(message: Uint8Array): void {
    if (this.#rules.isBinding) {
      this.stopped = { kind: 'unreadable', reason: 'TOO_MANY_VALUES' };
      return;
    }
    this.stopped = this.#relay.letGo();
    this.#reader = new SocketEventReader();
    this.#relay = this.#newRelay();
    this.stopped ??= this.#relay.take(unread(message));
  }

  #newRelay(): FrameRelay {
    return new FrameRelay(this.#rules, this.#ledger, this.#reader, this.#out, this.#sideLines);
  }
}

const unread = (bytes: Uint8Array): StreamFrame => ({
  bytes,
  deltas: [],
  ends: [],
  toolCalls: [],
  unreadable: 'TOO_MANY_VALUES',
  usage: undefined,
  isUsageOnly: false,
  rewrite: () => bytes,
});
