/** What events say of a request that was read: names and numbers, cut to what fits into a record. */
import { recordedText } from '@sallyport/contracts/recorded-text';
import type { Operation as OperationMessage } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import type { Operation } from '@sallyport/wire/llm/operation';
import type { OperationContext } from './judged-operation.js';

const nameBytesMax = 256;
const namesMax = 32;
/** All tool names together; a record has 16 KiB in all. */
const namesBytesMax = 2_048;

export function operationMessage(
  operation: Operation,
  { graphs, collections }: Pick<OperationContext, 'graphs' | 'collections'>,
  unreadable: string,
  withheld: readonly string[],
): OperationMessage {
  return {
    dialect: operation.dialect,
    kinds: [...(operation.kinds ?? [operation.kind])].slice(0, namesMax),
    model: recordedText(operation.model, nameBytesMax),
    graphs: names(graphs.length > 0 ? graphs : assistantsOf(operation)),
    thread: recordedText(operation.thread, nameBytesMax),
    collections: names(collections),
    items: operation.items,
    streaming: operation.isStreaming,
    toolsOffered: names(operation.toolsOffered),
    toolsCalled: names([...new Set(operation.toolsCalled.map(({ name }) => name))]),
    unreadable,
    hiddenHistory: operation.hasHiddenHistory,
    toolsWithheld: names(withheld),
  };
}

/** Whose graph is not known is told by the id that was sent. */
const assistantsOf = ({ assistant, assistants }: Operation): readonly string[] =>
  (assistants ?? [assistant]).filter((name) => name !== '');

function names(all: readonly string[]): string[] {
  const kept: string[] = [];
  let bytes = 0;
  for (const name of all) {
    const text = recordedText(name, nameBytesMax);
    bytes += Buffer.byteLength(text);
    if (kept.length >= namesMax || bytes > namesBytesMax) {
      kept.push(`(${all.length - kept.length} more)`);
      break;
    }
    kept.push(text);
  }
  return kept;
}
