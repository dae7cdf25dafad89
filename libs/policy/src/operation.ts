/** What policy judges of an operation: plain data in words that no dialect owns. What reads the wire fills it. */

/** Where a text stands. */
export const textPositions = [
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
export type TextPosition = (typeof textPositions)[number];

export interface JudgedText {
  readonly position: TextPosition;
  readonly text: string;
  /** Number of the message that it is a part of: texts with the same number are read one behind the other too. */
  readonly message?: number;
}

export interface JudgedToolCall {
  readonly name: string;
  /** JSON text, complete. */
  readonly arguments: string;
}

/** Kinds and categories of sensitive data that detectors found; never the data. */
export interface JudgedFindings {
  readonly kinds: readonly string[];
  readonly categories: readonly string[];
}

export interface JudgedOperation {
  /** Such as `chat`, `embedding`, `graph-run`, `vector-query`, `http`. */
  readonly kind: string;
  readonly dialect: string;
  /** Empty where none is named. */
  readonly model: string;
  /** Name of the graph; empty where none is named or it could not be found out. */
  readonly graph: string;
  readonly collection: string;
  /** Further ones, where one request names several. */
  readonly models?: readonly string[];
  readonly graphs?: readonly string[];
  readonly collections?: readonly string[];
  /** Ids, documents or vectors that the operation names. */
  readonly items: number;
  readonly isStreaming: boolean;
  readonly choices: number;
  readonly outputTokensMax: number | undefined;
  readonly hasHiddenHistory: boolean;
  readonly toolsOffered: readonly string[];
  readonly toolsCalled: readonly JudgedToolCall[];
  readonly spans: readonly JudgedText[];
  readonly bodyBytes?: number;
  /** A body that claims a dialect could not be read and is judged as plain HTTP: no allow-list fits it. */
  readonly isUnreadable?: boolean;
  /** Undefined: nobody has looked. */
  readonly found?: JudgedFindings;
}

/** What comes back, as far as rules look at it. */
export interface JudgedAnswer {
  readonly spans: readonly JudgedText[];
  /** Undefined: nobody has looked. */
  readonly found?: JudgedFindings;
  /** HTTP status. */
  readonly status?: number;
}

/** Kinds that always run on a model: one that is not named is some model nobody has allowed. */
export const MODEL_KINDS: ReadonlySet<string> = new Set(['chat', 'completion', 'embedding', 'count-tokens']);
/** Kinds that always run a graph. */
export const GRAPH_KINDS: ReadonlySet<string> = new Set(['graph-run', 'graph-schedule']);
/** Kinds that always touch a collection. */
export const COLLECTION_KINDS: ReadonlySet<string> = new Set([
  'vector-query',
  'vector-add',
  'vector-delete',
  'vector-get',
]);
/** Changes to a vector store as a whole: without a collection's name they are changes to all. */
export const COLLECTION_ADMIN_KIND = 'vector-admin';
