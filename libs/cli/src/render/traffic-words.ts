/** What AI traffic used, cost, masked and asked for, in words. */
import { safeLine } from './safe-text.js';
import type { CostView, MaskedView, OperationView, UsageView } from './views.js';

/** `1,234`: in steps of thousands, the same everywhere. */
export const countText = (count: number): string => count.toLocaleString('en-US');

/** `0.0025 USD`: at least cents, at most millionths. */
export function costText({ currency, micros }: CostView): string {
  const digits = (micros / 1_000_000).toFixed(6).replace(/0{1,4}$/, '');
  return `${digits} ${safeLine(currency)}`;
}

/** `900 tokens in (512 cached), 100 out (40 reasoning)`. */
export function usageText(usage: UsageView): string {
  const { inputTokens, outputTokens, cachedTokens = 0, reasoningTokens = 0 } = usage;
  const part = (count: number | undefined, way: string, of: number, what: string): readonly string[] =>
    count === undefined ? [] : [`${countText(count)} ${way}${of > 0 ? ` (${countText(of)} ${what})` : ''}`];
  const said = [
    ...part(inputTokens, 'in', cachedTokens, 'cached'),
    ...part(outputTokens, 'out', reasoningTokens, 'reasoning'),
  ];
  return `tokens: ${said.length === 0 ? 'not said' : said.join(', ')}`;
}

/** `2 × email in user (redact), 1 × iban in system (in the record only)`. */
export function maskedText(masked: readonly MaskedView[]): string {
  return masked
    .map(({ kind, action, position, count }) => {
      const where = position === '' ? '' : ` in ${safeLine(position)}`;
      const how = action === 'record' ? 'in the record only' : safeLine(action);
      return `${countText(count)} × ${safeLine(kind)}${where}${how === '' ? '' : ` (${how})`}`;
    })
    .join(', ');
}

export const maskedCount = (masked: readonly MaskedView[]): number =>
  masked.reduce((sum, { count }) => sum + count, 0);

const list = (names: readonly string[]): string => names.map(safeLine).join(', ');

/** `chat with gpt-4o, streamed`. Empty where nothing is known that the request's path does not say. */
export function operationText(operation: OperationView): string {
  const { kinds, model, graphs, collections, items, streaming } = operation;
  const named = [
    ...(model === '' ? [] : [`with ${safeLine(model)}`]),
    ...(graphs.length === 0 ? [] : [`of graph ${list(graphs)}`]),
    ...(collections.length === 0 ? [] : [`on collection ${list(collections)}`]),
    ...(items === 0 ? [] : [`(${countText(items)} items)`]),
  ];
  const isPlain = kinds.every((kind) => kind === 'http');
  if (isPlain && named.length === 0 && !streaming) return '';
  return `${[list(kinds), ...named].filter((word) => word !== '').join(' ')}${streaming ? ', streamed' : ''}`;
}

/** What else is worth knowing of an operation, one line each. */
export function operationLines(operation: OperationView): readonly string[] {
  const { dialect, thread, toolsOffered, toolsCalled, toolsWithheld, unreadable, hiddenHistory } = operation;
  const told = operationText(operation);
  const asks = [
    ...(told === '' ? [] : [`asks for ${told}`]),
    ...(dialect === '' || (dialect === 'http' && told === '') ? [] : [`in ${safeLine(dialect)}`]),
    ...(thread === '' ? [] : [`thread ${safeLine(thread)}`]),
  ];
  return [
    ...(asks.length === 0 ? [] : [asks.join(', ')]),
    ...(unreadable === '' ? [] : [`its body could not be read: ${safeLine(unreadable)}`]),
    ...(hiddenHistory ? ['part of the conversation lies at the service and was not read'] : []),
    ...(toolsOffered.length === 0 ? [] : [`offers tools: ${list(toolsOffered)}`]),
    ...(toolsWithheld.length === 0 ? [] : [`tools taken out of the offer: ${list(toolsWithheld)}`]),
    ...(toolsCalled.length === 0 ? [] : [`called in earlier turns: ${list(toolsCalled)}`]),
  ];
}
