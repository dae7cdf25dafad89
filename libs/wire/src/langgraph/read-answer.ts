/** A whole answer of a LangGraph server. JSON by its bytes: `/runs/wait` labels it text/plain, and sends blank lines first. */
import type { LocatedJson } from '../json/located-json.js';
import { readJson } from '../json/read-json.js';
import type { Change, ReadAnswer } from '../llm/dialect.js';
import type { Operation, Unreadable } from '../llm/operation.js';
import { bodyLimits } from '../plain/body-limits.js';
import { collectTexts, withTexts } from '../plain/json-texts.js';
import type { JsonTexts } from '../plain/json-texts.js';
import { emptyOperation } from '../llm/empty-operation.js';
import { answered } from './data.js';
import { toolsCalledIn, withoutCalls } from './tool-calls.js';

class GraphAnswer implements ReadAnswer {
  readonly kind = 'read';
  /** What models took is told where they are called; states repeat it for every turn of the past. */
  readonly usage = undefined;
  readonly operation: Operation;
  readonly json: LocatedJson;
  readonly #texts: JsonTexts;

  constructor(request: Operation, json: LocatedJson) {
    this.json = json;
    this.#texts = collectTexts(json, answered);
    this.operation = {
      ...answerOf(request),
      spans: this.#texts.spans,
      toolsCalled: toolsCalledIn(json),
    };
  }

  apply(changes: readonly Change[]): Uint8Array {
    return withTexts(this.json, this.#texts, changes);
  }
}

const answerOf = (request: Operation): Operation => ({
  ...emptyOperation('langgraph', request.kind),
  graph: request.graph,
  assistant: request.assistant,
  thread: request.thread,
});

export function readAnswer(request: Operation, body: Uint8Array): ReadAnswer | Unreadable {
  if (body.length === 0)
    return { kind: 'read', operation: answerOf(request), usage: undefined, apply: () => body };
  const json = readJson(body, bodyLimits);
  return json.kind === 'unreadable' ? json : new GraphAnswer(request, json);
}

/** The answer without the call, in every message of the state that tells it. */
export function withoutToolCall(answer: ReadAnswer, id: string, text: string): Uint8Array {
  if (!(answer instanceof GraphAnswer)) return answer.apply([]);
  return answer.json.splice(withoutCalls(answer.json, new Map([[id, text]])));
}
