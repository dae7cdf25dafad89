/** What a request or an answer of an AI service says, whatever dialect it was written in. Plain data: policy judges it. */

export const dialectNames = [
  'openai-chat',
  'openai-responses',
  'openai-completions',
  'openai-embeddings',
  'openai-models',
  'anthropic-messages',
  'anthropic-count-tokens',
  'anthropic-models',
  'langgraph',
  'chroma',
  'qdrant',
  'http',
] as const;
export type DialectName = (typeof dialectNames)[number];

/** What is asked for, in words that no dialect owns. */
export const operationKinds = [
  'chat',
  'completion',
  'embedding',
  'models',
  'count-tokens',
  'graph-run',
  'graph-state',
  'graph-read',
  'graph-schedule',
  'store',
  'vector-query',
  'vector-add',
  'vector-delete',
  'vector-get',
  'vector-admin',
  'http',
] as const;
export type OperationKind = (typeof operationKinds)[number];

/** Where a text stands: who wrote it, and what it is for. */
export const positions = [
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
] as const;
export type Position = (typeof positions)[number];

/** The way to a value in a JSON document: names and indexes from its root. */
export type JsonPath = readonly (string | number)[];

/** One string of the document, decoded, or a long number as it is spelt. Spans are in the order of the document and do not overlap. */
export interface TextSpan {
  readonly position: Position;
  readonly path: JsonPath;
  readonly text: string;
  /** The last name on the path: detectors that go by key use it. Empty in arrays. */
  readonly key: string;
  /** The text is itself a JSON document, as the arguments of a tool call are in some dialects. */
  readonly isJson: boolean;
  /** The text is the name of the member that the path leads to: names nobody documented can carry anything. Absent on values. */
  readonly isName?: true;
  /** The text is the spelling of a number; with another text a string takes its place. Absent on strings. */
  readonly isNumber?: true;
}

export interface ToolCall {
  /** The dialect's id of the call; empty where it has none. */
  readonly id: string;
  readonly name: string;
  /** JSON text, complete. */
  readonly arguments: string;
}

/** Tokens as the service counted them; undefined where it did not say. */
export interface Usage {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly cachedTokens: number | undefined;
  readonly reasoningTokens: number | undefined;
}

export interface Operation {
  readonly dialect: DialectName;
  readonly kind: OperationKind;
  /** Everything the request does, where it does several things at once: each of them is judged. Absent otherwise. */
  readonly kinds?: readonly OperationKind[];
  /** Empty where none is named. */
  readonly model: string;
  /** Further models that may answer in its place. Absent where there are none. */
  readonly models?: readonly string[];
  /** Name of the graph, where it is known without asking the server; else empty. */
  readonly graph: string;
  /** `assistant_id` as sent: a name or a UUID that the gateway looks up. */
  readonly assistant: string;
  /** `assistant_id` of every run, where one request starts several (a batch): each of them is judged. Absent otherwise. */
  readonly assistants?: readonly string[];
  /** Thread of a graph run; sessions go by it. */
  readonly thread: string;
  readonly collection: string;
  /** Every collection the request reads or writes, where they are several. Absent otherwise. */
  readonly collections?: readonly string[];
  /** Number of ids, documents or vectors that the operation names; 0 where it names none. */
  readonly items: number;
  readonly isStreaming: boolean;
  /** Answers asked for at once (`n`); 1 where nothing is said. */
  readonly choices: number;
  /** Most tokens the answer may have, as asked; undefined where nothing is said. */
  readonly outputTokensMax: number | undefined;
  /** The history lies at the service and cannot be read here (`previous_response_id`, a thread). */
  readonly hasHiddenHistory: boolean;
  /** Whether the client asked for usage in the stream. */
  readonly asksUsage: boolean;
  /** The answer's text is asked for as a JSON document (structured output). */
  readonly asksJson?: boolean;
  readonly toolsOffered: readonly string[];
  /** Calls of earlier turns in a request; calls that an answer wants made. */
  readonly toolsCalled: readonly ToolCall[];
  readonly spans: readonly TextSpan[];
}

/** Why a body that claims a dialect cannot be read. A closed list: it goes into errors and events. */
export const unreadableReasons = [
  'NOT_UTF8',
  'NOT_JSON',
  'NOT_TEXT',
  'TOO_DEEP',
  'TOO_MANY_VALUES',
  'TOO_MANY_BYTES',
  'DUPLICATE_KEY',
  'NUMBER_OUT_OF_RANGE',
  'NOT_THIS_DIALECT',
] as const;
export type UnreadableReason = (typeof unreadableReasons)[number];

export interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: UnreadableReason;
  /** Where, for a person: a JSON pointer or a byte offset. Never content. */
  readonly where: string;
  /** The limit that is exceeded: levels, values or bytes. Absent where the reason is none. */
  readonly limit?: number;
}
