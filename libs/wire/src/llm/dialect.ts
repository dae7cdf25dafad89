/** The codec of one dialect: bytes to operation and back. No policy. */
import type {
  DialectName,
  Operation,
  Position,
  ToolCall,
  Unreadable,
  UnreadableReason,
  Usage,
} from './operation.js';

export interface Target {
  /** Upper case. */
  readonly method: string;
  /** Normalised path below the connection's base, without query. */
  readonly path: string;
  /** With its question mark; empty where there is none. */
  readonly query: string;
}

/** A change to what was read. Whatever no change names keeps its original bytes. */
export type Change =
  /** Other text in place of the span with this index. */
  | { readonly kind: 'text'; readonly span: number; readonly text: string }
  /** A tool is not offered any more. */
  | { readonly kind: 'withhold-tool'; readonly name: string }
  /** Usage is asked for in the stream, where the client did not. */
  | { readonly kind: 'ask-usage' };

export interface ReadDocument {
  readonly kind: 'read';
  readonly operation: Operation;
  /** The document with the changes made; the original bytes themselves when there are none. */
  apply(changes: readonly Change[]): Uint8Array;
}

/** Whole answers also say what they cost. */
export interface ReadAnswer extends ReadDocument {
  readonly usage: Usage | undefined;
}

/** A refusal in the words of the dialect, so that its clients raise their own error. */
export interface DialectError {
  /** Stable code of ours, e.g. `POLICY_DENIED`. */
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  readonly status: number;
}

/** A piece of text in a frame of a stream. */
export interface Delta {
  /**
   * Which text it belongs to: choice, content block and kind, e.g. `0/text`, `0/tool/1`, `0/reasoning`. Deltas of one
   * channel, one behind the other, are one text.
   */
  readonly channel: string;
  /** Conversations stream what an assistant says; graphs stream their whole state, with every position in it. */
  readonly position: Position;
  readonly text: string;
  /** The channel's text is a JSON document (arguments of a tool call, structured output). */
  readonly isJson: boolean;
  /**
   * The text stands whole in this frame: what its channel said in pieces said again, or what never comes in pieces. It is
   * masked for itself, which gives what was sent in pieces, and replaced whole; nothing is held back of it.
   */
  readonly isWhole?: boolean;
  /** Of a text that stands whole: the name it stands under. Absent where it has none. */
  readonly key?: string;
}

/**
 * A stream can be written twice from one reading: as it is sent, and as it is recorded. Some dialects write a frame by
 * those they wrote before it; each form then has a history of its own, for which every frame must be written in it.
 */
export type StreamForm = 'sent' | 'recorded';

/** One frame of a stream: an SSE event with its delimiter, or a comment. */
export interface StreamFrame {
  /** As it came. */
  readonly bytes: Uint8Array;
  readonly deltas: readonly Delta[];
  /**
   * Channels that end with this frame: what was held back of them goes out in the last delta it has of the channel, and
   * before it where it has none. `all` at the end of the stream.
   */
  readonly ends: readonly string[] | 'all';
  /** Tool calls that are complete with this frame. */
  readonly toolCalls: readonly (ToolCall & { readonly channel: string })[];
  /** Channels of the tool calls that this frame tells a part of: it is kept until all of them are complete and judged. */
  readonly partOfCalls?: readonly string[];
  /** The frame has data that cannot be read, or that breaks the dialect's own order; its deltas are not all there is. */
  readonly unreadable?: UnreadableReason | undefined;
  readonly usage: Usage | undefined;
  /** The frame is there only because usage was asked for: a client that did not ask does not get it. */
  readonly isUsageOnly: boolean;
  /**
   * The frame with these texts in place of its deltas', in their order, and without what is told of tool calls that were
   * refused until now: empty where nothing is left of it. Its own bytes when nothing differs.
   */
  rewrite(texts: readonly string[], form?: StreamForm): Uint8Array;
}

/** Why a stream cannot be read on and has to be cut. A closed list: it goes into events. */
export const streamProblems = ['FRAME_TOO_LARGE', 'TOO_MANY_CHANNELS', 'CALL_TOO_LARGE'] as const;
export type StreamProblem = (typeof streamProblems)[number];

export interface StreamReader {
  /** Once set, no frame comes out any more. */
  readonly problem?: StreamProblem | undefined;
  /** Frames that are complete with these bytes; the rest is kept, bounded. */
  feed(bytes: Uint8Array): readonly StreamFrame[];
  /**
   * The same, each read when it is asked for: what is written or refused before counts for it, so that nothing depends on
   * which frames came in one chunk.
   */
  frames(bytes: Uint8Array): Iterable<StreamFrame>;
  /** The end of the stream: what is left, as it came; last an empty frame that ends what the stream left open. */
  finish(): readonly StreamFrame[];
  /** A frame that carries `text` on a channel that was seen: for what was held back. */
  carry(channel: string, text: string, form?: StreamForm): Uint8Array;
  /**
   * Puts a refusal in place of a tool call that may not reach the client: what it gives writes the frames of the refusal
   * when their turn has come, which is before the frame that completed the call. That one, and those kept before it, are
   * rewritten after this.
   */
  refuseToolCall(channel: string, message: string): () => Uint8Array;
  /** The frames with which a stream that is cut ends, so that the client raises an error. */
  cut(error: DialectError): Uint8Array;
}

export interface Dialect {
  readonly name: DialectName;
  /** Whether requests to this target are of this dialect. */
  claims(target: Target): boolean;
  readRequest(target: Target, body: Uint8Array, contentType: string): ReadDocument | Unreadable;
  /** A whole answer to `request`. An answer that is not of the dialect (an error page) is unreadable. */
  readAnswer(request: Operation, body: Uint8Array, contentType: string): ReadAnswer | Unreadable;
  /** Undefined where the dialect has no streams. */
  readonly openStream: ((request: Operation) => StreamReader) | undefined;
  /** Body of an error answer. Status and headers are the gateway's. */
  refusal(error: DialectError): Uint8Array;
  /** The answer with a tool call replaced by a refusal that the client's library understands. */
  withoutToolCall?(answer: ReadAnswer, id: string, message: string): Uint8Array;
  /** A list of models without those that are not to be shown; undefined where no list can be found in the answer. */
  withoutModels?(answer: ReadAnswer, isShown: (model: string) => boolean): Uint8Array | undefined;
}
