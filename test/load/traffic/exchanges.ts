/** The exchanges every row serves: ten turns each, of which one holds sensitive data and one calls a tool. */
import { callAnswer, chatAnswer } from './chat-answer.js';
import type { WantedCall } from './chat-answer.js';
import { chatRequest } from './chat-request.js';
import { chatStream, wholeStream } from './chat-stream.js';
import type { Frames, StreamKind } from './chat-stream.js';

export const exchangeNames = ['json', 'sse', 'paced', '1 KB', '10 KB', '100 KB', '1 MB'] as const;
export type ExchangeName = (typeof exchangeNames)[number];

export const chatPath = '/v1/chat/completions';

/** One thing asked, and what the upstream answers to it. */
export interface Turn {
  readonly seed: number;
  readonly requestBody: string;
  /** The whole body of the upstream's answer. */
  readonly answer: string;
  /** The same answer where it is a stream. */
  readonly frames?: Frames;
  /** Milliseconds between its frames; 0: one right after the other. */
  readonly gapMs: number;
}

export interface Exchange {
  readonly name: ExchangeName;
  readonly turns: readonly Turn[];
}

export type Exchanges = Readonly<Record<ExchangeName, Exchange>>;

const KB = 1024;
const TURNS = 10;
export const sensitiveTurn = 4;
const CALL_TURN = 7;
const LONG_TURNS = 3; // They differ less than short ones do, and take memory.
const SENSITIVE_EVERY_BYTES = 10 * KB; // One turn of ten at 1 KB: the same density at every length.
const PACED_GAP_MS = 10; // A fast model.

export const harmlessCall: WantedCall = {
  name: 'search_orders',
  arguments: JSON.stringify({
    words: 'spare parts for the engine room, second reminder, spring price list, warranty, north warehouse',
  }),
};

/** Seeds say which exchange and which turn: `<exchange><turn>`, two digits each. */
const seedOf = (exchange: ExchangeName, turn: number): number =>
  (exchangeNames.indexOf(exchange) + 10) * 100 + turn;

function jsonExchange(name: ExchangeName, bytes: number): Exchange {
  const count = bytes > 10 * KB ? LONG_TURNS : TURNS;
  const turns = Array.from({ length: count }, (_, turn): Turn => {
    const seed = seedOf(name, turn);
    const density = Math.floor(bytes / SENSITIVE_EVERY_BYTES);
    const sensitiveMessages = density > 0 ? density : Number(turn === sensitiveTurn);
    const isCall = name === 'json' && turn === CALL_TURN;
    return {
      seed,
      requestBody: chatRequest({ seed, bytes, isStream: false, sensitiveMessages }),
      answer: isCall ? callAnswer(seed, harmlessCall) : chatAnswer(seed, bytes, sensitiveMessages),
      gapMs: 0,
    };
  });
  return { name, turns };
}

function streamExchange(name: ExchangeName, gapMs: number): Exchange {
  const turns = Array.from({ length: TURNS }, (_, turn): Turn => {
    const seed = seedOf(name, turn);
    const kind: StreamKind =
      turn === sensitiveTurn ? 'sensitive' : turn === CALL_TURN ? { call: harmlessCall } : 'plain';
    const frames = chatStream(seed, kind);
    const sensitiveMessages = Number(turn === sensitiveTurn);
    return {
      seed,
      requestBody: chatRequest({ seed, bytes: KB, isStream: true, sensitiveMessages }),
      answer: wholeStream(frames),
      frames,
      gapMs,
    };
  });
  return { name, turns };
}

export const exchanges: Exchanges = {
  json: jsonExchange('json', KB),
  sse: streamExchange('sse', 0),
  paced: streamExchange('paced', PACED_GAP_MS),
  '1 KB': jsonExchange('1 KB', KB),
  '10 KB': jsonExchange('10 KB', 10 * KB),
  '100 KB': jsonExchange('100 KB', 100 * KB),
  '1 MB': jsonExchange('1 MB', KB * KB),
};

export const isStream = (name: ExchangeName): boolean => name === 'sse' || name === 'paced';
