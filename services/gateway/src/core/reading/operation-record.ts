/** What events say of a request that was read: names and numbers, masked and cut to what fits into a record. */
import type { Operation as OperationMessage } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import type { Operation } from '@sallyport/wire/llm/operation';
import { recordedName } from '../recorded-name.js';
import type { OperationContext } from './judged-operation.js';

const namesMax = 32;
/** All tool names together; a record has 16 KiB in all. */
const namesBytesMax = 2_048;

/** @param words short texts as events show them */
export function operationMessage(
  operation: Operation,
  { graphs, collections }: Pick<OperationContext, 'graphs' | 'collections'>,
  unreadable: string,
  withheld: readonly string[],
  words: (text: string) => string,
): OperationMessage {
  const name = (text: string): string => recordedName(text, words);
  const names = (all: readonly string[]): string[] => listed(all, name);
  return {
    dialect: operation.dialect,
    kinds: [...(operation.kinds ?? [operation.kind])].slice(0, namesMax),
    model: name(operation.model),
    graphs: names(graphs.length > 0 ? graphs : assistantsOf(operation)),
    thread: name(operation.thread),
    collections: names(collections),
    items: operation.items,
    streaming: operation.isStreaming,
    toolsOffered: names(operation.toolsOffered),
    toolsCalled: names([...new Set(operation.toolsCalled.map((call) => call.name))]),
    unreadable,
    hiddenHistory: operation.hasHiddenHistory,
    toolsWithheld: names(withheld),
  };
}

/** Whose graph is not known is told by the id that was sent. */
const assistantsOf = ({ assistant, assistants }: Operation): readonly string[] =>
  (assistants ?? [assistant]).filter((name) => name !== '');

function listed(all: readonly string[], nameOf: (text: string) => string): string[] {
  const kept: string[] = [];
  let bytes = 0;
  for (const one of all) {
    const text = nameOf(one);
    bytes += Buffer.byteLength(text);
    if (kept.length >= namesMax || bytes > namesBytesMax) {
      kept.push(`(${all.length - kept.length} more)`);
      break;
    }
    kept.push(text);
  }
  return kept;
}
