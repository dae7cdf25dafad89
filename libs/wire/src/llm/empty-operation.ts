/** An operation that says nothing yet: dialects fill in what they read. */
import type { DialectName, Operation, OperationKind } from './operation.js';

export const emptyOperation = (dialect: DialectName, kind: OperationKind): Operation => ({
  dialect,
  kind,
  model: '',
  graph: '',
  assistant: '',
  thread: '',
  collection: '',
  items: 0,
  isStreaming: false,
  choices: 1,
  outputTokensMax: undefined,
  hasHiddenHistory: false,
  asksUsage: false,
  toolsOffered: [],
  toolsCalled: [],
  spans: [],
});
