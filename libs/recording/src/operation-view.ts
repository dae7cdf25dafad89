/** What a request asked for, what it cost and what was masked in it, as people and programs read it. */
import type {
  Cost,
  MaskedKind,
  Operation,
  Usage,
} from '@sallyport/contracts/generated/sallyport/events/v1/operation';

/** Absent fields: not said, none, or no. */
export interface OperationView {
  readonly dialect: string;
  readonly kinds: readonly string[];
  readonly model?: string;
  readonly graphs?: readonly string[];
  readonly thread?: string;
  readonly collections?: readonly string[];
  readonly items?: number;
  readonly streaming?: true;
  readonly toolsOffered?: readonly string[];
  readonly toolsCalled?: readonly string[];
  readonly toolsWithheld?: readonly string[];
  /** Why the body could not be read in this dialect. */
  readonly unreadable?: string;
  /** Part of the conversation lies at the service and was not read here. */
  readonly hiddenHistory?: true;
}

/** Tokens, as the service counted them. */
export interface UsageView {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** Of the input: read from the service's cache. */
  readonly cachedTokens?: number;
  /** Of the output: reasoning. */
  readonly reasoningTokens?: number;
  readonly model?: string;
}

export interface CostView {
  /** ISO 4217 code. */
  readonly currency: string;
  /** Millionths of the currency's unit. */
  readonly micros: number;
}

/** One kind of sensitive data at one position: never the data. */
export interface MaskedView {
  readonly kind: string;
  readonly action: string;
  readonly position: string;
  readonly count: number;
  /** The first few places, in UTF-16 units of the text as it came. */
  readonly places: readonly { readonly text: number; readonly start: number; readonly end: number }[];
}

export function operationView(operation: Operation): OperationView {
  const { model, graphs, thread, collections, items, toolsOffered, toolsCalled, toolsWithheld } = operation;
  return {
    dialect: operation.dialect,
    kinds: operation.kinds,
    ...(model !== '' && { model }),
    ...(graphs.length > 0 && { graphs }),
    ...(thread !== '' && { thread }),
    ...(collections.length > 0 && { collections }),
    ...(items > 0 && { items }),
    ...(operation.streaming && { streaming: true }),
    ...(toolsOffered.length > 0 && { toolsOffered }),
    ...(toolsCalled.length > 0 && { toolsCalled }),
    ...(toolsWithheld.length > 0 && { toolsWithheld }),
    ...(operation.unreadable !== '' && { unreadable: operation.unreadable }),
    ...(operation.hiddenHistory && { hiddenHistory: true }),
  };
}

export function usageView(usage: Usage): UsageView {
  const { inputTokens, outputTokens, cachedTokens, reasoningTokens, model } = usage;
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(cachedTokens !== undefined && { cachedTokens }),
    ...(reasoningTokens !== undefined && { reasoningTokens }),
    ...(model !== '' && { model }),
  };
}

export function costView({ currency, micros }: Cost): CostView {
  return { currency, micros };
}

export function maskedView(masked: readonly MaskedKind[]): readonly MaskedView[] {
  return masked.map(({ kind, action, position, count, places }) => ({
    kind,
    action,
    position,
    count,
    places: places.map(({ text, start, end }) => ({ text, start, end })),
  }));
}
