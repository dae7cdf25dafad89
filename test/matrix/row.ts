/** The shape of the table: dialects, and in each the places where a text can stand. */
import type { DialectName, OperationKind, Position } from '@sallyport/wire/llm/operation';

/** How an answer comes: whole, or as a stream. */
export type Delivery = 'whole' | 'streamed';

export interface Sent {
  /** POST without it. */
  readonly method?: string;
  readonly path: string;
  /** With its question mark. */
  readonly query?: string;
  /** An object is written as JSON. */
  readonly body: object | string;
  readonly contentType?: string;
}

export interface RequestRow {
  /** Where the text stands, in the dialect's words. */
  readonly where: string;
  readonly position: Position;
  readonly send: (text: string, delivery: Delivery) => Sent;
  /** Deliveries that there are; both without it. */
  readonly only?: Delivery;
  /** Kind of the operation, where it is not the dialect's usual one. */
  readonly kind?: OperationKind;
}

export interface Answer {
  readonly contentType: string;
  readonly body: Uint8Array;
  /** The service breaks off behind the body, as if more were to come. */
  readonly breaksOff?: true;
}

export interface AnswerRow {
  readonly where: string;
  readonly position: Position;
  /** A text in place of the answer's own: whole. Absent where it is only streamed. */
  readonly whole?: (text: string) => Answer;
  /** The same in pieces, which put together are the text, or arguments that have it. Absent where it is only whole. */
  readonly streamed?: (pieces: readonly string[]) => Answer;
  /** Position in a stream, where it is told otherwise than whole. */
  readonly streamedPosition?: Position;
  /** What is asked for otherwise than usual, such as structured output. */
  readonly asking?: object;
  /** The pieces are those of a JSON document with the text in it, as arguments of tools are. */
  readonly inJson?: true;
  /** A rule on tool calls judges it. */
  readonly isCall?: true;
}

export interface DialectTable {
  readonly name: string;
  readonly dialect: DialectName;
  readonly kind: OperationKind;
  /** Model that the event names; empty where the dialect has none. */
  readonly model: string;
  readonly requests: readonly RequestRow[];
  readonly answers: readonly AnswerRow[];
  /** Places that the issue names and this dialect has not, with the reason. */
  readonly absent: Readonly<Partial<Record<Place, string>>>;
  /** An ordinary request with more members, and an ordinary answer to it. */
  readonly ask: (delivery: Delivery, more?: object) => Sent;
  readonly answer: (delivery: Delivery) => Answer;
  /** Tokens that the ordinary answer counts; undefined where the dialect counts none. */
  readonly usage: { readonly inputTokens: number; readonly outputTokens?: number } | undefined;
  /** How the dialect ends a stream that is cut: text of its last frame. Undefined: the connection breaks. */
  readonly cut: RegExp | undefined;
}

/** Everything that has to be in each dialect's table, or absent for a reason. */
export const places = [
  'system',
  'developer',
  'user',
  'assistant',
  'reasoning',
  'tool-definition',
  'tool-call',
  'tool-result',
  'metadata',
  'file-name',
  'document',
  'state',
  'form-field',
  'query',
  'path',
  'answer: text',
  'answer: reasoning',
  'answer: tool arguments',
  'answer: structured output',
  'answer: log probabilities',
  'answer: refusal',
  'answer: second choice',
  'streams',
] as const;
export type Place = (typeof places)[number];

export const json = (value: unknown): Answer => ({
  contentType: 'application/json',
  body: Buffer.from(JSON.stringify(value)),
});

export const events = (body: Uint8Array | string): Answer => ({
  contentType: 'text/event-stream; charset=utf-8',
  body: typeof body === 'string' ? Buffer.from(body) : body,
});

/** A text as the content of a tool's arguments. */
export const argumentsOf = (text: string): string => JSON.stringify({ to: 'them', note: text });

export const withQuery = (sent: Sent, text: string): Sent => ({
  ...sent,
  query: `?limit=5&note=${encodeURIComponent(text)}`,
});
